using System.Text.Json.Serialization;
using Unum.Grid.Space;

namespace Unum.Node.Konomi;

/// <summary>Shapes of what the API answers. Kappa is sent by both of its names: the word, and the mission's Greek letter.</summary>
internal static class Answers
{
    /// <summary>A coordinate as the mission writes it: [x, y, z].</summary>
    public static int[] Triple(Coordinate at) => [at.X, at.Y, at.Z];

    /// <summary>Sizes as the mission writes them.</summary>
    public static int[] Triple(Dimensions dimensions) => [dimensions.X, dimensions.Y, dimensions.Z];

    /// <summary>Unix seconds, as Python's time.time() gives them.</summary>
    public static double Seconds(long milliseconds) => milliseconds / 1000.0;
}

internal sealed record TemplateAnswer(string TemplateId, int[] Dimensions, string Name, long Blocks);

internal sealed record TemplatesAnswer(IReadOnlyList<TemplateAnswer> Templates);

internal sealed record InstanceAnswer(string InstanceId, string Status, int[] Dimensions, string TemplateId, long ActiveBlocks, long Sequence);

internal sealed record InstancesAnswer(IReadOnlyList<InstanceAnswer> Instances);

internal sealed record LlmAnswer(double Kappa, int Connections)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record ValueAnswer(
    int[] Coordinate, float Value, bool Active, string? Hash, double? Timestamp, IReadOnlyList<int[]> Links, LlmAnswer Llm);

internal sealed record SetAnswer(string Status, int[] Coordinate, float Value, string? Hash, long Sequence);

internal sealed record ManySetAnswer(string Status, int Count, long Sequence);

internal sealed record PointAnswer(int[] Coordinate, float Value, bool Active);

internal sealed record PointsAnswer(IReadOnlyList<PointAnswer> Blocks);

internal sealed record NeighboursAnswer(int[] Coordinate, IReadOnlyList<int[]> Neighbours);

internal sealed record BlockAnswer(int[] Coordinate, float Value, double Kappa, double Timestamp)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record RegionAnswer(
    IReadOnlyList<BlockAnswer> Blocks, int[]? Next, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total);

internal sealed record LinkAnswer(string Status, int[] Source, int[] Target, long Sequence);

internal sealed record ProcessAnswer(int[] Coordinate, string Result, double Surprise, double Kappa, long Sequence)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record ProgressAnswer(long Processed, long Of);

internal sealed record InterlockAnswer(
    string OperationId, string Plane, int Index, string Operation, string Status, long Processed, double AvgKappa, double Milliseconds, long Sequence, string? Text, double? Surprise)
{
    [JsonPropertyName("avg_κ")]
    public double Greek => AvgKappa;
}

internal sealed record OperationAnswer(
    string OperationId, string InstanceId, string Plane, int Index, string Operation, string Status, long Processed, long Of, double Milliseconds);

internal sealed record OperationsAnswer(IReadOnlyList<OperationAnswer> Operations);

internal sealed record CommitAnswer(string InstanceId, long Sequence, string Root, long Blocks, int Bricks);

internal sealed record HistoryEntryAnswer(long Sequence, double Timestamp, string Operation, string? Root, string Chain);

internal sealed record HistoryAnswer(string InstanceId, IReadOnlyList<HistoryEntryAnswer> Entries, long? Next);
