namespace Unum.Kairos.Temporal;

/// <summary>What the velocities of a stream look like when nothing is going on: it decides the collapse thresholds.</summary>
public enum VelocityKind
{
    /// <summary>Independent in time and without a preferred direction: unit phasors, white complex noise.</summary>
    Phasor,

    /// <summary>Differences z_n - z_{n-1} of white complex noise: MA(1), so a stream is never new to itself at lag 1.</summary>
    Differenced,

    /// <summary>Independent in time and real: sums stay on a line near omega = 0 and pi, where higher values come by chance.</summary>
    Real,
}
