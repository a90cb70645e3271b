namespace Unum.Fabric.Mesh;

/// <summary>
/// Timestamps as ISO 8601: <c>2026-02-19T23:00:00Z</c>, with any number of decimals and an offset <c>+02:00</c>, <c>+0200</c>
/// or <c>+02</c>. Without an offset it is UTC, never the zone of the machine that reads it.
/// </summary>
internal static class IsoTime
{
    /// <summary>Longest text taken.</summary>
    public const int MaxLength = 40;

    /// <summary>Reads a timestamp; allocates nothing, never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 19 or > MaxLength) return false;
        if (!Number(text[..4], out int year) || text[4] != '-' || !Number(text[5..7], out int month) || text[7] != '-' ||
            !Number(text[8..10], out int day) || (text[10] | 0x20) is not ('t' or ' ') || !Number(text[11..13], out int hour) ||
            text[13] != ':' || !Number(text[14..16], out int minute) || text[16] != ':' || !Number(text[17..19], out int second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;

        text = text[19..];
        if (!Fraction(ref text, out long fraction) || !Offset(text, out long offset)) return false;
        long ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + fraction - offset;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    // Decimals beyond the seventh (100 ns) are cut off.
    private static bool Fraction(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)',')) return true;
        text = text[1..];
        long unit = TimeSpan.TicksPerSecond;
        int digits = 0;
        for (; digits < text.Length && char.IsAsciiDigit((char)text[digits]); digits++)
        {
            unit /= 10;
            ticks += (text[digits] - '0') * unit;
        }

        text = text[digits..];
        return digits > 0;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty) return true;
        if (text[0] is (byte)'Z' or (byte)'z') return text.Length == 1;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length < 3) return false;
        int minutes = 0;
        ReadOnlySpan<byte> rest = text[3..];
        if (!rest.IsEmpty && rest[0] == ':') rest = rest[1..];
        if (!Number(text[1..3], out int hours) || (text.Length > 3 && (rest.Length != 2 || !Number(rest, out minutes)))) return false;
        if (hours > 14 || minutes > 59) return false;
        ticks = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (byte b in digits)
        {
            if (!char.IsAsciiDigit((char)b)) return false;
            value = (value * 10) + (b - '0');
        }

        return true;
    }
}
