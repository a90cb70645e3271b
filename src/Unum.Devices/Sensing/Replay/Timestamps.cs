using System.Buffers.Text;

namespace Unum.Devices.Sensing.Replay;

/// <summary>Reads the usual ways to write a time; without a zone it is UTC.</summary>
/// <remarks>
/// <c>2014-04-01</c>, <c>2014-04-01 00:05[:00[.1234567]][Z|+02:00]</c> (also with T between and / for -), or Unix time:
/// below 1e11 seconds (with fraction), below 1e14 milliseconds, below 1e17 microseconds, above nanoseconds.
/// </remarks>
internal static class Timestamps
{
    /// <summary>Ticks of 100 ns since year 1, UTC; false for anything else. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        text = text.Trim((byte)' ');
        if (text.Length >= 10 && text[4] is (byte)'-' or (byte)'/') return TryCalendar(text, out ticks);
        return TryUnix(text, out ticks);
    }

    private static bool TryUnix(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (!Utf8Parser.TryParse(text, out double number, out int used) || used != text.Length || !double.IsFinite(number)) return false;
        double size = Math.Abs(number);
        double unit = size < 1e11 ? 1e7 : size < 1e14 ? 1e4 : size < 1e17 ? 10 : 0.01; // in ticks
        double since = number * unit;
        if (Math.Abs(since) > 2.5e18) return false;
        long whole = (long)Math.Round(since);
        ticks = DateTime.UnixEpoch.Ticks + whole;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryCalendar(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (!Digits(text, 0, 4, out int year) || !Digits(text, 5, 2, out int month) || !Digits(text, 8, 2, out int day)) return false;
        if (text[7] != text[4] || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        ReadOnlySpan<byte> rest = text[10..];
        if (rest.IsEmpty) return true;
        if (rest[0] is not ((byte)'T' or (byte)'t' or (byte)' ') || !TryClock(rest[1..], out long clock, out rest)) return false;
        if (!TryZone(rest, out long zone)) return false;
        ticks += clock - zone;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryClock(ReadOnlySpan<byte> text, out long ticks, out ReadOnlySpan<byte> rest)
    {
        ticks = 0;
        rest = default;
        if (text.Length < 5 || text[2] != (byte)':') return false;
        if (!Digits(text, 0, 2, out int hour) || !Digits(text, 3, 2, out int minute)) return false;
        int at = 5;
        int second = 0;
        long fraction = 0;
        if (at < text.Length && text[at] == (byte)':')
        {
            if (!Digits(text, at + 1, 2, out second)) return false;
            at += 3;
            if (at < text.Length && text[at] is (byte)'.' or (byte)',')
            {
                long unit = TimeSpan.TicksPerSecond;
                int first = ++at;
                for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++) fraction += (text[at] - '0') * (unit /= 10);
                if (at == first) return false;
            }
        }

        ticks = (((hour * 60L) + minute) * 60 + second) * TimeSpan.TicksPerSecond + fraction;
        rest = text[at..];
        return hour < 24 && minute < 60 && second < 61; // a leap second is the next minute's first
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || text.SequenceEqual("Z"u8) || text.SequenceEqual("z"u8) || text.SequenceEqual("UTC"u8)) return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || !Digits(text, 1, 2, out int hours)) return false;
        int minutes = 0;
        ReadOnlySpan<byte> rest = text[3..];
        if (!rest.IsEmpty && rest[0] == (byte)':') rest = rest[1..];
        if (!rest.IsEmpty && (rest.Length != 2 || !Digits(rest, 0, 2, out minutes))) return false;
        ticks = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute * (text[0] == (byte)'-' ? -1 : 1);
        return hours < 24 && minutes < 60;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int at, int count, out int number)
    {
        number = 0;
        if (at + count > text.Length) return false;
        foreach (byte b in text.Slice(at, count))
        {
            if (!char.IsAsciiDigit((char)b)) return false;
            number = (number * 10) + (b - '0');
        }

        return true;
    }
}
