using System.Text.Json.Serialization;

namespace Unum.Node.Konomi;

/// <summary>What the mission's demonstration did and found.</summary>
internal sealed record DemoReport
{
    public required int[] Dimensions { get; init; }

    public required IReadOnlyList<DemoBlock> Blocks { get; init; }

    public required IReadOnlyList<string> Cubes { get; init; }

    public required IReadOnlyList<string> Edges { get; init; }

    public required DemoProduct Evgpu { get; init; }

    public required IReadOnlyList<DemoQuery> Results { get; init; }

    public required DemoThought Collective { get; init; }

    public required DemoMetrics Metrics { get; init; }

    public required double Seconds { get; init; }

    /// <summary>What is not as it must be; empty when the demonstration succeeded.</summary>
    public required IReadOnlyList<string> Failures { get; init; }
}

/// <summary>A block of the diagonal.</summary>
internal sealed record DemoBlock(int[] Coordinate, float Value, string Hash);

/// <summary>The matrix product: how far it is from the plain sum at most, and how long it took.</summary>
internal sealed record DemoProduct(int[] Shape, double LargestError, double Microseconds);

/// <summary>A text at a cube's vertex.</summary>
internal sealed record DemoQuery(string CubeId, string Vertex, string Text, string Result, double Surprise, double Kappa, int Heard);

/// <summary>What nine minds agreed on; the mission's number is the probability.</summary>
internal sealed record DemoThought(string Query, double Consensus, string Text, double Agreement, double KappaField)
{
    [JsonPropertyName("κ_field")]
    public double Greek => KappaField;
}

/// <summary>The system's health.</summary>
internal sealed record DemoMetrics(long ActiveBlocks, long TotalLlms, double AverageKappa, long CubeBytes, long SharedBytes)
{
    [JsonPropertyName("average_κ")]
    public double Greek => AverageKappa;
}
