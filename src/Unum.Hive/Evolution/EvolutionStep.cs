namespace Unum.Hive.Evolution;

/// <summary>One entry of an evolution's log: with those before it, all that is needed to do it again.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Fork">To which fork; of an election the one that became canonical; of a beginning how many there are.</param>
public sealed record EvolutionStep(EvolutionStepKind Kind, int Fork)
{
    /// <summary>Observe: of which concept.</summary>
    public uint? Concept { get; init; }

    /// <summary>Observe: the point of the frame, 4 bytes a coordinate, little endian.</summary>
    public ReadOnlyMemory<byte>? Point { get; init; }

    /// <summary>Approach: how much of the way, 0 to 1.</summary>
    public double? Rate { get; init; }

    /// <summary>Elect: fitness of each fork before it.</summary>
    public IReadOnlyList<long>? Fitness { get; init; }

    /// <summary>Elect: SHA-256 over all that all forks know, bit for bit; whoever does it again must arrive there.</summary>
    public string? State { get; init; }
}
