namespace Unum.Grid.Consensus.Simulation;

/// <summary>What simulated schedules came to.</summary>
public sealed class SimulationReport
{
    /// <summary>The first schedule's seed.</summary>
    public long Seed { get; init; }

    /// <summary>The deliberate mistake, or null.</summary>
    public string? Mutant { get; init; }

    /// <summary>How many schedules ran, the failing one included.</summary>
    public long Schedules { get; set; }

    /// <summary>Messages, timers and submissions over all schedules.</summary>
    public long Steps { get; set; }

    /// <summary>Blocks that became final.</summary>
    public long Blocks { get; set; }

    /// <summary>Pieces of evidence that honest validators found.</summary>
    public long Evidence { get; set; }

    /// <summary>The longest that a world took, in delta of virtual time, from healing until everything was final everywhere.</summary>
    public double SlowestFinish { get; set; }

    /// <summary>How long it ran, in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>Whether every invariant held in every schedule.</summary>
    public bool Passed => Invariant is null;

    /// <summary>The failing schedule; run it alone with this seed and one schedule.</summary>
    public long? FailedSeed { get; set; }

    /// <summary>The invariant that broke.</summary>
    public string? Invariant { get; set; }

    /// <summary>How it broke.</summary>
    public string? Violation { get; set; }

    /// <summary>What happened in the simplest world found that breaks the same invariant.</summary>
    public IReadOnlyList<string> Trace { get; set; } = [];
}
