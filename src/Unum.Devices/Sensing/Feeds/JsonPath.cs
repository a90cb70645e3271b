using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Unum.Devices.Sensing.Feeds;

/// <summary>Where one number is inside a JSON document.</summary>
/// <remarks>
/// Written as a JSON pointer (RFC 6901: <c>/data/0/price</c>, with ~0 for ~ and ~1 for /), as a dotted path
/// (<c>data[0].price</c> or <c>data.0.price</c>), or empty for a document that is the number itself. Numbers in quotation
/// marks count, because exchanges write prices so; NaN, infinities and numbers beyond a double do not. The document must be
/// whole and valid. One pass over the bytes, no tree, no allocation.
/// </remarks>
public sealed class JsonPath
{
    private readonly byte[][] _names;
    private readonly int[] _indices;
    private readonly string _text;

    private JsonPath(string text, string[] parts)
    {
        _text = text;
        _names = [.. parts.Select(Encoding.UTF8.GetBytes)];
        _indices = [.. parts.Select(IndexOf)];
    }

    /// <summary>The document itself.</summary>
    public static JsonPath Root { get; } = new("", []);

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is neither a JSON pointer nor a dotted path.</exception>
    public static JsonPath Parse(string text) =>
        TryParse(text, out JsonPath? path) ? path : throw new FormatException($"'{text}' is no JSON path; write /a/0/b or a[0].b");

    /// <summary>Reads a path; false when it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = null;
        if (text is null) return false;
        string[]? parts = text.Length == 0 ? [] : text[0] == '/' ? Pointer(text) : Dotted(text);
        if (parts is not null) path = new JsonPath(text, parts);
        return path is not null;
    }

    /// <summary>The finite number at this path; false when the document is not valid JSON or has none there.</summary>
    public bool TryFind(ReadOnlySpan<byte> json, out double number)
    {
        number = 0;
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        Utf8JsonReader reader = new(json, isFinalBlock: true, state: default);
        try
        {
            if (!reader.Read() || !Descend(ref reader) || !TryNumber(ref reader, out number)) return false;
            while (reader.Read())
            {
                // the rest must be valid too: half a document may hold half a number
            }

            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            number = 0;
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static string[]? Pointer(string text)
    {
        string[] parts = text[1..].Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            for (int at = part.IndexOf('~', StringComparison.Ordinal); at >= 0; at = part.IndexOf('~', at + 1))
            {
                if (at + 1 >= part.Length || part[at + 1] is not ('0' or '1')) return null;
            }

            parts[i] = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return parts;
    }

    private static string[]? Dotted(string text)
    {
        List<string> parts = [];
        for (int at = 0; ;)
        {
            bool isIndex = text[at] == '[';
            int end = isIndex ? text.IndexOf(']', at) : text.AsSpan(at).IndexOfAny(".[]");
            end = isIndex ? end : end < 0 ? text.Length : at + end;
            if (end < 0) return null;
            string part = text[(isIndex ? at + 1 : at)..end];
            if (part.Length == 0 || (isIndex && IndexOf(part) < 0)) return null;
            parts.Add(part);
            at = isIndex ? end + 1 : end;
            if (at == text.Length) return [.. parts];
            if (text[at] == '.' && at + 1 < text.Length && text[at + 1] != '[') at++;
            else if (text[at] != '[') return null;
        }
    }

    private static int IndexOf(string part) =>
        part.Length is > 0 and < 10 && part.All(char.IsAsciiDigit) ? int.Parse(part, CultureInfo.InvariantCulture) : -1;

    /// <summary>Moves the reader from the root's first token to that of the value.</summary>
    private bool Descend(ref Utf8JsonReader reader)
    {
        for (int depth = 0; depth < _names.Length; depth++)
        {
            bool inside = reader.TokenType switch
            {
                JsonTokenType.StartObject => ToMember(ref reader, _names[depth]),
                JsonTokenType.StartArray => ToElement(ref reader, _indices[depth]),
                _ => false,
            };
            if (!inside) return false;
        }

        return true;
    }

    private static bool ToMember(ref Utf8JsonReader reader, byte[] name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            if (!reader.Read()) return false;
            if (found) return true;
            reader.Skip();
        }

        return false;
    }

    private static bool ToElement(ref Utf8JsonReader reader, int index)
    {
        for (int i = 0; index >= 0 && reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index) return true;
            reader.Skip();
        }

        return false;
    }

    private static bool TryNumber(ref Utf8JsonReader reader, out double number)
    {
        number = 0;
        ReadOnlySpan<byte> text = reader.ValueSpan;
        bool read = reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(text, out number, out int used) && used == text.Length;
        return read && double.IsFinite(number);
    }
}
