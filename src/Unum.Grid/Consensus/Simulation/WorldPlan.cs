using Unum.Grid.Consensus.Protocol;

namespace Unum.Grid.Consensus.Simulation;

/// <summary>Everything that goes wrong in one simulated world, drawn from its seed. Times in virtual milliseconds; delta is <see cref="Delta"/>.</summary>
internal sealed record WorldPlan
{
    public const int Delta = 10;

    public required ulong Seed { get; init; }

    /// <summary>When the network is whole again and everyone honest is up.</summary>
    public required int Heal { get; init; }

    /// <summary>Messages lost and doubled before that, in a thousand, and the longest delay.</summary>
    public required int Loss { get; init; }

    public required int Doubled { get; init; }

    public required int LongestDelay { get; init; }

    /// <summary>When operations are submitted.</summary>
    public required IReadOnlyList<int> Submissions { get; init; }

    public required int MostOperations { get; init; }

    public required IReadOnlyList<int> Liars { get; init; }

    public required int Split { get; init; }

    public required int Garbage { get; init; }

    public required int Withhold { get; init; }

    public required IReadOnlyList<Crash> Crashes { get; init; }

    public required IReadOnlyList<Partition> Partitions { get; init; }

    /// <summary>With more liars than two nothing need ever be final, but what is final must still agree.</summary>
    public bool MustFinish => Liars.Count <= 2;

    public static WorldPlan Of(ulong seed)
    {
        Dice dice = new(seed * 0x2545F4914F6CDD1D + 1);
        int heal = 100 + dice.Next(300);
        int liars = dice.Next(20) switch { < 4 => 0, < 8 => 1, < 18 => 2, 18 => 3, _ => 4 };
        int first = dice.Next(9);
        bool adjacent = dice.Next(2) == 0;
        HashSet<int> who = [];
        while (who.Count < liars) who.Add(adjacent ? (first + who.Count) % 9 : dice.Next(9));
        bool calm = dice.Next(3) == 0;
        List<Crash> crashes = [];
        for (int i = dice.Next(3) == 0 ? 0 : dice.Next(9); i > 0; i--)
        {
            crashes.Add(new(dice.Next(heal), dice.Next(9), 1 + dice.Next(dice.Next(4) == 0 ? heal : 60), dice.Next(4)));
        }

        List<Partition> partitions = [];
        for (int i = calm ? 0 : dice.Next(4); i > 0; i--) partitions.Add(new(dice.Next(heal), 10 + dice.Next(150), dice.Next(512)));
        return new()
        {
            Seed = seed,
            Heal = heal,
            Loss = calm ? 0 : dice.Next(3) switch { 0 => 0, 1 => 50, _ => dice.Next(400) },
            Doubled = dice.Next(3) == 0 ? 100 : 0,
            LongestDelay = dice.Next(3) switch { 0 => 5, 1 => 15, _ => 60 },
            Submissions = [.. Enumerable.Range(0, 2 + dice.Next(8)).Select(_ => dice.Next(heal)).Order()],
            MostOperations = 1 + dice.Next(3),
            Liars = [.. who],
            Split = dice.Next(512),
            Garbage = dice.Next(2) == 0 ? 0 : 20 + dice.Next(60),
            Withhold = dice.Next(3) switch { 0 => 0, 1 => 300, _ => 1000 },
            Crashes = crashes,
            Partitions = partitions,
        };
    }

    /// <summary>Plans with one thing less going wrong, largest first: to find the least that fails.</summary>
    public IEnumerable<WorldPlan> Simpler()
    {
        if (Crashes.Count > 0) yield return this with { Crashes = [] };
        if (Partitions.Count > 0) yield return this with { Partitions = [] };
        if (Loss > 0) yield return this with { Loss = 0 };
        if (Doubled > 0) yield return this with { Doubled = 0 };
        if (Garbage > 0) yield return this with { Garbage = 0 };
        if (Withhold > 0) yield return this with { Withhold = 0 };
        if (LongestDelay > 5) yield return this with { LongestDelay = 5 };
        if (Liars.Count > 0) yield return this with { Liars = [.. Liars.Skip(1)] };
        for (int i = 0; i < Crashes.Count; i++) yield return this with { Crashes = [.. Crashes.Where((_, k) => k != i)] };
        for (int i = 0; i < Partitions.Count; i++) yield return this with { Partitions = [.. Partitions.Where((_, k) => k != i)] };
        for (int i = 0; i < Submissions.Count && Submissions.Count > 1; i++) yield return this with { Submissions = [.. Submissions.Where((_, k) => k != i)] };
        if (MostOperations > 1) yield return this with { MostOperations = 1 };
    }

    /// <summary>A validator dies at its first step after a time: before that step is written down (0), after writing and before sending (1), half sent (2), or after the step (3).</summary>
    internal sealed record Crash(int At, int Validator, int DownFor, int Point);

    /// <summary>Messages between the two sides of a mask are lost for a while.</summary>
    internal sealed record Partition(int At, int For, int Side);
}
