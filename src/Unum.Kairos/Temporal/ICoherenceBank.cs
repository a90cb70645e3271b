using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>What every bank of temporal coherence shows: cells [lag, frequency] of T, |T|^2 in [0, 1], and who is locked.</summary>
public interface ICoherenceBank
{
    /// <summary>Lags tau in samples, [L].</summary>
    ReadOnlySpan<int> Lags { get; }

    /// <summary>Frequencies omega in radians per sample, [F].</summary>
    ReadOnlySpan<double> Omegas { get; }

    /// <summary>Samples taken since the start.</summary>
    long Count { get; }

    /// <summary>T of a cell, |T| in [0, 1]; 0 while there is no evidence.</summary>
    Complex Coherence(int lagIndex, int frequencyIndex);

    /// <summary>|T|^2 of a cell, in [0, 1].</summary>
    double Intensity(int lagIndex, int frequencyIndex);

    /// <summary>I_c of a cell now; infinite while its window is too young, and always where no collapse may be concluded.</summary>
    double Threshold(int lagIndex, int frequencyIndex);

    /// <summary>Whether a cell has collapsed and not yet fallen below <see cref="CollapseThreshold.ReleaseFraction"/> of I_c.</summary>
    bool IsLocked(int lagIndex, int frequencyIndex);

    /// <summary>Forgets everything, as if new.</summary>
    void Reset();
}
