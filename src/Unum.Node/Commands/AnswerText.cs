using System.Text;
using System.Text.Json;

namespace Unum.Node.Commands;

/// <summary>A node's JSON answer for a person: a line for each member, lists one entry a line.</summary>
internal static class AnswerText
{
    public static string Of(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        StringBuilder text = new();
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name.Contains('κ', StringComparison.Ordinal)) continue; // said by its other name already
            if (member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0 && member.Value[0].ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                foreach (JsonElement entry in member.Value.EnumerateArray()) text.Append(Line(entry)).Append('\n');
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                text.Append(member.Name).Append(":\n");
                foreach (JsonProperty inner in member.Value.EnumerateObject().Where(static i => !i.Name.Contains('κ', StringComparison.Ordinal)))
                {
                    text.Append("  ").Append(inner.Name.PadRight(16)).Append(Line(inner.Value)).Append('\n');
                }
            }
            else
            {
                text.Append(member.Name.PadRight(16)).Append(' ').Append(Line(member.Value)).Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Line(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join("  ", value.EnumerateObject().Where(static m => !m.Name.Contains('κ', StringComparison.Ordinal)).Select(static m => $"{m.Name} {Line(m.Value)}")),
        JsonValueKind.Array => $"({string.Join(", ", value.EnumerateArray().Select(Line))})",
        JsonValueKind.Null => "-",
        JsonValueKind.String => value.GetString()!.ReplaceLineEndings("⏎"),
        _ => value.GetRawText(),
    };
}
