using System.Globalization;
using System.Text.Json;
using Unum.Grid.Space;

namespace Unum.Node.Konomi.Api;

/// <summary>One field's value out of text or JSON, or why it cannot be taken.</summary>
internal static class FieldReading
{
    /// <summary>From a query or a path.</summary>
    /// <returns>The value; null with the reason when it cannot be taken.</returns>
    public static object? FromText(ApiField field, string text, out string? why)
    {
        switch (field.Kind)
        {
            case FieldKind.Integer:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? InRange(field, whole, out why) : Refuse(field, Shown(text), out why);
            case FieldKind.Number:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? InRange(field, number, out why) : Refuse(field, Shown(text), out why);
            case FieldKind.Text:
                return Words(field, text, out why);
            case FieldKind.Flag:
                return bool.TryParse(text, out bool flag) ? Take(flag, out why) : Refuse(field, Shown(text), out why);
            default:
                try
                {
                    // A list in a query: [1,2,3], or 1,2,3 for one triple.
                    using JsonDocument json = JsonDocument.Parse(field.Kind == FieldKind.Triple && !text.StartsWith('[') ? $"[{text}]" : text);
                    return FromJson(field, json.RootElement, out why);
                }
                catch (JsonException)
                {
                    return Refuse(field, Shown(text), out why);
                }
        }
    }

    /// <summary>From a JSON body.</summary>
    /// <returns>The value; null with the reason when it cannot be taken.</returns>
    public static object? FromJson(ApiField field, JsonElement json, out string? why)
    {
        switch (field.Kind)
        {
            case FieldKind.Integer when json.ValueKind == JsonValueKind.Number:
                return Whole(json, out long whole) ? InRange(field, whole, out why) : Refuse(field, Shown(json), out why);
            case FieldKind.Number when json.ValueKind == JsonValueKind.Number:
                return InRange(field, json.GetDouble(), out why);
            case FieldKind.Text when json.ValueKind == JsonValueKind.String:
                return Words(field, String(json), out why);
            case FieldKind.Flag when json.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return Take(json.GetBoolean(), out why);
            case FieldKind.Triple:
                return Three(field, json, out why);
            case FieldKind.Triples when json.ValueKind == JsonValueKind.Array:
                return List(field, json, Three, out why);
            case FieldKind.Blocks when json.ValueKind == JsonValueKind.Array:
                return List(field, json, Block, out why);
            case FieldKind.Numbers when json.ValueKind == JsonValueKind.Array:
                return Numbers(field, json, out why);
            case FieldKind.Texts when json.ValueKind == JsonValueKind.Array:
                return Texts(field, json, out why);
            default:
                return Refuse(field, Shown(json), out why);
        }
    }

    /// <summary>What the field takes, for a person.</summary>
    public static string Expected(ApiField field)
    {
        string range = double.IsInfinity(field.Minimum) || field.Kind is FieldKind.Number && field.Minimum < -1e30 ? ""
            : string.Create(CultureInfo.InvariantCulture, $" from {field.Minimum} to {field.Maximum}");
        return field.Kind switch
        {
            FieldKind.Integer => "a whole number" + range,
            FieldKind.Number => "a finite number" + range,
            FieldKind.Text when field.Choices is { } choices => "one of " + string.Join(", ", choices),
            FieldKind.Text when field.IsName => FormattableString.Invariant($"1 to {field.Most} letters, digits, '.', '_' or '-'"),
            FieldKind.Text => FormattableString.Invariant($"text of at most {field.Most} characters"),
            FieldKind.Flag => "true or false",
            FieldKind.Triple => "[x, y, z], each a whole number" + range,
            FieldKind.Numbers => FormattableString.Invariant($"a list of at most {field.Most} finite numbers"),
            FieldKind.Texts => FormattableString.Invariant($"a list of at most {field.Most} texts"),
            FieldKind.Triples => FormattableString.Invariant($"a list of at most {field.Most} [x, y, z]"),
            _ => FormattableString.Invariant($"a list of at most {field.Most} {{\"x\",\"y\",\"z\",\"value\"}}"),
        };
    }

    private static object? Words(ApiField field, string? text, out string? why)
    {
        if (text is null) return Refuse(field, "text that is not valid Unicode", out why);
        if (text.Length > field.Most) return Refuse(field, FormattableString.Invariant($"{text.Length} characters"), out why);
        if (field.Choices is { } choices)
        {
            string? chosen = choices.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase));
            return chosen is null ? Refuse(field, Shown(text), out why) : Take(chosen, out why);
        }

        if (field.IsName && (text.Length == 0 || text.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')))) return Refuse(field, Shown(text), out why);
        return Take(text, out why);
    }

    private static object? Three(ApiField field, JsonElement json, out string? why)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 3) return Refuse(field, Shown(json), out why);
        Span<int> axes = stackalloc int[3];
        for (int i = 0; i < 3; i++)
        {
            if (json[i].ValueKind != JsonValueKind.Number || !Whole(json[i], out long axis) || axis < field.Minimum || axis > field.Maximum) return Refuse(field, Shown(json), out why);
            axes[i] = (int)axis;
        }

        why = null;
        return new Coordinate(axes[0], axes[1], axes[2]);
    }

    private static object? Block(ApiField field, JsonElement json, out string? why)
    {
        if (json.ValueKind == JsonValueKind.Object
            && Axis(json, "x", out int x) && Axis(json, "y", out int y) && Axis(json, "z", out int z)
            && (json.TryGetProperty("value", out JsonElement value) || json.TryGetProperty("v", out value))
            && value.ValueKind == JsonValueKind.Number && float.IsFinite((float)value.GetDouble()))
        {
            why = null;
            return (new Coordinate(x, y, z), (float)value.GetDouble());
        }

        return Refuse(field, Shown(json), out why);
    }

    private static bool Axis(JsonElement json, string name, out int axis)
    {
        axis = 0;
        if (!json.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Number || !Whole(value, out long whole)) return false;
        axis = (int)Math.Clamp(whole, int.MinValue, int.MaxValue);
        return true;
    }

    private static object? Numbers(ApiField field, JsonElement json, out string? why)
    {
        int count = json.GetArrayLength();
        if (count > field.Most) return Refuse(field, FormattableString.Invariant($"{count} entries"), out why);
        float[] numbers = new float[count];
        int i = 0;
        foreach (JsonElement entry in json.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Number || !float.IsFinite((float)entry.GetDouble())) return Refuse(field, FormattableString.Invariant($"{Shown(entry)} (entry {i})"), out why);
            numbers[i++] = (float)entry.GetDouble();
        }

        return Take(numbers, out why);
    }

    private static object? Texts(ApiField field, JsonElement json, out string? why)
    {
        if (json.GetArrayLength() > field.Most) return Refuse(field, FormattableString.Invariant($"{json.GetArrayLength()} entries"), out why);
        foreach (JsonElement entry in json.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String) return Refuse(field, Shown(entry), out why);
        }

        return Take(json.EnumerateArray().Select(static e => e.GetString()!).ToArray(), out why);
    }

    private delegate object? Reader(ApiField field, JsonElement json, out string? why);

    private static object? List(ApiField field, JsonElement json, Reader read, out string? why)
    {
        int count = json.GetArrayLength();
        if (count > field.Most) return Refuse(field, FormattableString.Invariant($"{count} entries"), out why);
        Coordinate[] triples = field.Kind == FieldKind.Triples ? new Coordinate[count] : [];
        (Coordinate, float)[] blocks = field.Kind == FieldKind.Blocks ? new (Coordinate, float)[count] : [];
        int i = 0;
        foreach (JsonElement entry in json.EnumerateArray())
        {
            if (read(field, entry, out string? wrong) is not { } value)
            {
                why = FormattableString.Invariant($"{wrong} (entry {i})");
                return null;
            }

            if (field.Kind == FieldKind.Triples) triples[i++] = (Coordinate)value;
            else blocks[i++] = ((Coordinate, float))value;
        }

        why = null;
        return field.Kind == FieldKind.Triples ? triples : blocks;
    }

    /// <summary>5 and 5.0 are whole, 5.5 is not.</summary>
    private static bool Whole(JsonElement json, out long whole)
    {
        if (json.TryGetInt64(out whole)) return true;
        double number = json.GetDouble();
        whole = number is > -1e15 and < 1e15 ? (long)number : 0;
        return whole == number;
    }

    private static object? InRange(ApiField field, long whole, out string? why) =>
        whole >= field.Minimum && whole <= field.Maximum ? Take(whole, out why) : Refuse(field, whole.ToString(CultureInfo.InvariantCulture), out why);

    private static object? InRange(ApiField field, double number, out string? why) =>
        double.IsFinite(number) && number >= field.Minimum && number <= field.Maximum ? Take(number, out why) : Refuse(field, number.ToString("R", CultureInfo.InvariantCulture), out why);

    private static object Take(object value, out string? why)
    {
        why = null;
        return value;
    }

    private static object? Refuse(ApiField field, string found, out string? why)
    {
        why = $"'{field.Name}' must be {Expected(field)}, not {found}.";
        return null;
    }

    /// <summary>null when its escapes make no valid Unicode.</summary>
    private static string? String(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Shown(JsonElement json) => json.ValueKind == JsonValueKind.Null ? "null" : Shown(json.GetRawText());

    private static string Shown(string text) => text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}…'";
}
