using System.Globalization;
using System.Text;

namespace Unum.Fabric.Mesh;

/// <summary>Appends to a span of UTF-8; the caller gives enough room.</summary>
internal ref struct Utf8Text(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _room[..Length];

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_room[Length..]);
        Length += text.Length;
    }

    public void Add(byte one) => _room[Length++] = one;

    /// <summary>Characters as they are.</summary>
    public void AddChars(ReadOnlySpan<char> text) => Length += Encoding.UTF8.GetBytes(text, _room[Length..]);

    /// <summary>Characters as the content of a JSON string; they hold no control characters.</summary>
    public void AddEscaped(string text)
    {
        if (text.AsSpan().IndexOfAny('"', '\\') < 0)
        {
            AddChars(text);
            return;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') Add((byte)'\\');
            Length += rune.EncodeToUtf8(_room[Length..]);
        }
    }

    /// <summary>A number or a time; returns the bytes it took.</summary>
    public ReadOnlySpan<byte> AddFormatted<T>(T value, scoped ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        bool fits = value.TryFormat(_room[Length..], out int written, format, CultureInfo.InvariantCulture);
        Invariant.Holds(fits, "the caller gives enough room");
        ReadOnlySpan<byte> text = _room.Slice(Length, written);
        Length += written;
        return text;
    }
}
