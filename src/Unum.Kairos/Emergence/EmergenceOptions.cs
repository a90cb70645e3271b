namespace Unum.Kairos.Emergence;

/// <summary>What it takes for THE ONE to emerge.</summary>
public sealed record EmergenceOptions
{
    /// <summary>C must exceed this: (0, 1), default .75 (the mission). Lower lets noisy nodes count as coherent.</summary>
    public double CoherenceThreshold { get; init; } = .75;

    /// <summary>R_h must exceed this: (0, 1), default .75. Below about .7 two drifting nodes pass on average.</summary>
    public double OrderThreshold { get; init; } = .75;

    /// <summary>By how much C and R_h may fall below their thresholds before what has emerged dissolves: [0, .5], default .05.
    /// 0 lets a mesh at the threshold flicker from window to window.</summary>
    public double Hysteresis { get; init; } = .05;

    /// <summary>Least N_eff: at least 1, default 2, met within 2 % (two weights that differ by a third still make two nodes).
    /// At 1 a single node is a mesh of its own, but its evidence never suffices.</summary>
    public double MinEffectiveNodes { get; init; } = 2;

    /// <summary>Memory of a node's local state: 1 ms to 1 day, default 1 s (alpha = .1 at 10 Hz). Set it to beat / alpha; too
    /// short counts the same evidence more than once, too long only delays.</summary>
    public TimeSpan IntegrationTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Length of a window in integration times: [1, 100], default 3, after which 5 % of the old state is left.
    /// A window is the grain of the verdict: it changes at most once a window.</summary>
    public double WindowIntegrations { get; init; } = 3;

    /// <summary>M, how many windows in a row must pass: [1, 1000], default 3. More is steadier and slower; the least time to
    /// emerge is M windows, 9 s by default.</summary>
    public int Windows { get; init; } = 3;

    /// <summary>p, the chance that an uncoupled mesh is shown as one at any given moment: (0, .5], default .01. Smaller makes
    /// small meshes wait longer: the wait of two nodes grows as 1/p, that of N as (1/p)^(1/(N - 1)).</summary>
    public double FalseAlarm { get; init; } = .01;

    /// <summary>How far apart uncoupled nodes run, in Hz: (0, 1000], default .5. The density of the frequency difference of two
    /// uncoupled nodes is assumed to be at most one per this many Hz (a standard deviation of .14 Hz per node gives .5 Hz,
    /// Lorentzian half width .5 rad/s too). Set it lower when uncoupled nodes are tuned alike; waiting grows in proportion.</summary>
    public double FrequencySpread { get; init; } = .5;

    /// <summary>How far a node's mean phase may move against the whole and still count as held, in rad: [.05, 1], default .5.
    /// Smaller proves locking sooner on clean phases and never on noisy ones.</summary>
    public double SlipAngle { get; init; } = .5;

    /// <summary>How far the global phase must turn before emergence, in rad: [0, 100], default pi, which no encoding confined to
    /// a half circle can reach. 0 lets a mesh that stands still emerge.</summary>
    public double MinTurn { get; init; } = Math.PI;

    internal TimeSpan Window => IntegrationTime * WindowIntegrations;

    internal void Check()
    {
        Within(CoherenceThreshold, double.Epsilon, Math.BitDecrement(1), nameof(CoherenceThreshold));
        Within(OrderThreshold, double.Epsilon, Math.BitDecrement(1), nameof(OrderThreshold));
        Within(Hysteresis, 0, .5, nameof(Hysteresis));
        Within(MinEffectiveNodes, 1, double.MaxValue, nameof(MinEffectiveNodes));
        Within(IntegrationTime.TotalSeconds, .001, 86400, nameof(IntegrationTime));
        Within(WindowIntegrations, 1, 100, nameof(WindowIntegrations));
        Within(Windows, 1, 1000, nameof(Windows));
        Within(FalseAlarm, double.Epsilon, .5, nameof(FalseAlarm));
        Within(FrequencySpread, double.Epsilon, 1000, nameof(FrequencySpread));
        Within(SlipAngle, .05, 1, nameof(SlipAngle));
        Within(MinTurn, 0, 100, nameof(MinTurn));
    }

    private static void Within(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"Must be within {least} and {most}."));
    }
}
