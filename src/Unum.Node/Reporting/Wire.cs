using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unum.Node.Reporting;

/// <summary>How reports are written: snake_case JSON, numbers short enough to read.</summary>
internal static class Wire
{
    /// <summary>One line of JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An enumeration's value as it is written: snake_case.</summary>
    public static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Rounds to what a page can show; JSON has no NaN or infinity, so those become 0.</summary>
    public static double Number(double value) => double.IsFinite(value) ? Math.Round(value, 5) : 0;
}
