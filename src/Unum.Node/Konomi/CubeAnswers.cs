using System.Text.Json.Serialization;

namespace Unum.Node.Konomi;

internal sealed record CubeMadeAnswer(string CubeId, IReadOnlyList<string> Vertices, string? TemplateId, int[] Position, string State);

internal sealed record VertexStateAnswer(double Kappa, int Connections)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record EdgeAnswer(string Source, string Target, string? TargetCube);

internal sealed record CubeAnswer(
    string CubeId, string? TemplateId, int[] Position, string State, IReadOnlyList<string> Possible, double Kappa, long Bytes, long Requests,
    IReadOnlyDictionary<string, VertexStateAnswer> Vertices, IReadOnlyList<EdgeAnswer> Edges)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record CubeLineAnswer(string CubeId, string? TemplateId, int[] Position, string State, double Kappa, long Bytes, int Neighbours)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record CubesAnswer(IReadOnlyList<CubeLineAnswer> Cubes);

internal sealed record EchoAnswer(string CubeId, string Vertex, int Hop, double Surprise, double Kappa)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record VertexProcessAnswer(string CubeId, string Vertex, string Result, double Surprise, double Kappa, IReadOnlyList<EchoAnswer> Echoes, int Unreached)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record ConnectedAnswer(string Status, string Edge, bool New);

internal sealed record CommandAnswer(string CubeId, bool Accepted, string State, IReadOnlyList<string> Passed, IReadOnlyList<string> Possible);

internal sealed record ThoughtAnswer(string Text, double Surprise, double Kappa, double Weight, double Agreement)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}

internal sealed record ConsensusAnswer(string Text, double Probability, double BitsPerByte, double QuerySurprise, double Agreement, double Disagreement);

internal sealed record CollectiveThoughtAnswer(string CubeId, IReadOnlyDictionary<string, ThoughtAnswer> Vertices, ConsensusAnswer Consensus, double KappaField)
{
    [JsonPropertyName("κ_field")]
    public double Greek => KappaField;
}
