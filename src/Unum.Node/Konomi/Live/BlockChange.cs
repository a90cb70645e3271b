using System.Text.Json.Serialization;

namespace Unum.Node.Konomi.Live;

/// <summary>A block's newest state in a batch of changes.</summary>
internal sealed record BlockChange(int[] Coordinate, float Value, bool Active, double Kappa, double? Timestamp)
{
    [JsonPropertyName("κ")]
    public double Greek => Kappa;
}
