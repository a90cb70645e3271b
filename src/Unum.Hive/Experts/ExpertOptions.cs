using Unum.Hive.Discovery;

namespace Unum.Hive.Experts;

/// <summary>How an <see cref="ExpertFinder"/> asks.</summary>
public sealed record ExpertOptions
{
    /// <summary>All answers are in by then, or are not waited for.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One expert is given so long; then another is asked in its place. An answer that comes later, within the deadline, counts all the same.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Most answers that one question may want.</summary>
    public int MostWanted { get; init; } = 16;

    /// <summary>Most parts that a planner may make of a question.</summary>
    public int MostParts { get; init; } = 16;

    /// <summary>How many experts are looked for, for each that is wanted: the others are there for those that fail.</summary>
    public int Spare { get; init; } = 3;

    /// <summary>Trust in a node, 0 to 1: weighs its answers, and who has none is not asked. Null trusts all alike.</summary>
    public Func<DhtId, double>? Trust { get; init; }
}
