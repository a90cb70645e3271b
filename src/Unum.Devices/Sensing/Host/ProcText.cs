using System.Buffers.Text;

namespace Unum.Devices.Sensing.Host;

/// <summary>Walks the plain text of kernel files without allocating. Every method copes with any bytes.</summary>
internal static class ProcText
{
    /// <summary>Cuts the next line off <paramref name="text"/>; false at the end.</summary>
    public static bool NextLine(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (text.IsEmpty) return false;
        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>Cuts the next word (between spaces or tabs) off <paramref name="line"/>; false when there is none.</summary>
    public static bool NextWord(scoped ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> word)
    {
        line = line.TrimStart(" \t\r"u8);
        int end = line.IndexOfAny(" \t\r"u8);
        word = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return !word.IsEmpty;
    }

    /// <summary>The next word as a whole number; false when there is none or it is anything else.</summary>
    public static bool NextNumber(scoped ref ReadOnlySpan<byte> line, out ulong number)
    {
        number = 0;
        return NextWord(ref line, out ReadOnlySpan<byte> word) && IsNumber(word, out number);
    }

    /// <summary>Skips <paramref name="count"/> words; false when there are fewer.</summary>
    public static bool SkipWords(scoped ref ReadOnlySpan<byte> line, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!NextWord(ref line, out _)) return false;
        }

        return true;
    }

    /// <summary>The rest of the first line whose first word is <paramref name="key"/>.</summary>
    public static bool Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> rest)
    {
        while (NextLine(ref text, out rest))
        {
            if (NextWord(ref rest, out ReadOnlySpan<byte> word) && word.SequenceEqual(key)) return true;
        }

        rest = default;
        return false;
    }

    /// <summary>The number behind <paramref name="key"/>, as in "MemTotal: 17 kB" or "usage_usec 17".</summary>
    public static bool FindNumber(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out ulong number)
    {
        number = 0;
        return Find(text, key, out ReadOnlySpan<byte> rest) && NextNumber(ref rest, out number);
    }

    /// <summary>Whether the whole of <paramref name="word"/> is a number below 2^64.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> word, out ulong number) =>
        Utf8Parser.TryParse(word, out number, out int used) && used == word.Length && word[0] != (byte)'+';

    /// <summary>A decimal such as 12.34 in hundredths; further digits are cut.</summary>
    public static bool Hundredths(ReadOnlySpan<byte> word, out ulong hundredths)
    {
        hundredths = 0;
        int point = word.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? word : word[..point];
        ReadOnlySpan<byte> part = point < 0 ? default : word[(point + 1)..];
        if (whole.IsEmpty || !IsNumber(whole, out ulong ones) || ones > ulong.MaxValue / 200) return false;
        ulong cents = 0;
        for (int i = 0; i < 2; i++)
        {
            uint digit = i < part.Length ? part[i] - (uint)'0' : 0;
            if (digit > 9) return false;
            cents = (cents * 10) + digit;
        }

        hundredths = (ones * 100) + cents;
        return true;
    }
}
