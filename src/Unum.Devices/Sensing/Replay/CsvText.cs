using System.Buffers.Text;
using System.Text;

namespace Unum.Devices.Sensing.Replay;

/// <summary>Takes fields out of a line of comma-separated values (RFC 4180), without allocating.</summary>
internal static class CsvText
{
    /// <summary>The separator that the first line of a file uses.</summary>
    public static byte SeparatorOf(ReadOnlySpan<byte> line) =>
        line.Contains((byte)',') ? (byte)',' : line.Contains((byte)';') ? (byte)';' : (byte)'\t';

    /// <summary>Cuts the next field off <paramref name="rest"/>, without quotation marks around it; false when none is left.</summary>
    /// <remarks>Doubled quotation marks inside stay doubled: see <see cref="Unquote"/>.</remarks>
    public static bool NextField(scoped ref ReadOnlySpan<byte> rest, byte separator, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (rest.IsEmpty) return false;
        int from = 0;
        bool quoted = rest[0] == (byte)'"';
        int close = quoted ? ClosingQuote(rest) : 0;
        if (quoted && close > 0) from = close;
        int end = rest[from..].IndexOf(separator);
        ReadOnlySpan<byte> whole = end < 0 ? rest : rest[..(from + end)];
        field = quoted && close > 0 ? rest[1..close] : whole.Trim((byte)' ');
        // a separator at the very end is followed by one more, empty field, which nobody reads
        rest = end < 0 ? default : rest[(from + end + 1)..];
        return true;
    }

    /// <summary>The field at a column counted from 0; false when the line is shorter.</summary>
    public static bool Field(ReadOnlySpan<byte> line, byte separator, int column, out ReadOnlySpan<byte> field)
    {
        for (int i = 0; NextField(ref line, separator, out field); i++)
        {
            if (i == column) return true;
        }

        return false;
    }

    /// <summary>A finite number that fills the whole field.</summary>
    public static bool Number(ReadOnlySpan<byte> field, out double number) =>
        Utf8Parser.TryParse(field, out number, out int used) && used == field.Length && double.IsFinite(number);

    /// <summary>A quoted field as text.</summary>
    public static string Unquote(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field).Replace("\"\"", "\"", StringComparison.Ordinal);

    /// <summary>Text as a field, in quotation marks where it needs them.</summary>
    public static string Quote(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.AsSpan().IndexOfAny(",;\t\"") < 0 && line == line.Trim()
            ? line
            : "\"" + line.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static int ClosingQuote(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] != (byte)'"') continue;
            if (i + 1 < text.Length && text[i + 1] == (byte)'"') i++;
            else return i;
        }

        return 0;
    }
}
