using System.Buffers;
using System.Globalization;

namespace Unum.Kairos.Mesh;

/// <summary>What may name a node: 1-64 printable characters, nothing that could forge a line of a log or turn text around.</summary>
public static class NodeId
{
    /// <summary>Longest name, in UTF-16 characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>
    /// Whether <paramref name="id"/> may name a node: no control, format, separator, surrogate, private or unassigned character,
    /// and no space at either end.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty || id.Length > MaxLength || id[0] == ' ' || id[^1] == ' ') return false;
        int odd = id.IndexOfAnyExcept(Plain);
        if (odd < 0) return true;
        foreach (char c in id[odd..])
        {
            if (!IsPrintable(c)) return false;
        }

        return true;
    }

    private static bool IsPrintable(char c) => c == ' ' || char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or
        UnicodeCategory.SpaceSeparator);
}
