namespace Unum.Kairos.Temporal;

/// <summary>What the velocities of a stream look like when nothing is going on: it decides the collapse thresholds.</summary>
public enum VelocityKind
{
    /// <summary>Independent in time and without a preferred direction: unit phasors, white complex noise.</summary>
    Phasor,

    /// <summary>Differences z_n - z_{n-1} of white complex noise: MA(1), so lags 0 and 1 never collapse.</summary>
    Differenced,

    /// <summary>Independent in time and real: sums stay on a line near omega = 0 and pi, where higher values come by chance.</summary>
    Real,

    /// <summary>Differences of a real stream of independent readings: both of the above.</summary>
    RealDifferenced,
}
