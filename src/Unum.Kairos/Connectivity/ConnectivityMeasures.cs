namespace Unum.Kairos.Connectivity;

/// <summary>A set of <see cref="ConnectivityMeasure"/>: a tracker keeps only the sums that its set needs.</summary>
[Flags]
public enum ConnectivityMeasures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <inheritdoc cref="ConnectivityMeasure.Plv"/>
    Plv = 1 << ConnectivityMeasure.Plv,

    /// <inheritdoc cref="ConnectivityMeasure.CiPlv"/>
    CiPlv = 1 << ConnectivityMeasure.CiPlv,

    /// <inheritdoc cref="ConnectivityMeasure.Ppc"/>
    Ppc = 1 << ConnectivityMeasure.Ppc,

    /// <inheritdoc cref="ConnectivityMeasure.Pli"/>
    Pli = 1 << ConnectivityMeasure.Pli,

    /// <inheritdoc cref="ConnectivityMeasure.Wpli"/>
    Wpli = 1 << ConnectivityMeasure.Wpli,

    /// <inheritdoc cref="ConnectivityMeasure.Wpli2Debiased"/>
    Wpli2Debiased = 1 << ConnectivityMeasure.Wpli2Debiased,

    /// <inheritdoc cref="ConnectivityMeasure.Coherence"/>
    Coherence = 1 << ConnectivityMeasure.Coherence,

    /// <inheritdoc cref="ConnectivityMeasure.ImaginaryCoherence"/>
    ImaginaryCoherence = 1 << ConnectivityMeasure.ImaginaryCoherence,

    /// <summary>All eight.</summary>
    All = Plv | CiPlv | Ppc | Pli | Wpli | Wpli2Debiased | Coherence | ImaginaryCoherence,
}
