using System.Buffers.Binary;
using System.Text;
using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>Reads what <see cref="ByteWriter"/> wrote and refuses everything else.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left) throw Wrong(FormattableString.Invariant($"{count} bytes are missing"));
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public int U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public Hash256 Hash() => new(Take(Hash256.Length));

    public float Finite() => BinaryPrimitives.ReadSingleLittleEndian(Take(4)) is var value && float.IsFinite(value) ? value : throw Wrong("a value is not finite");

    public float Kappa() => Finite() is >= 0 and <= 1 and var kappa ? kappa : throw Wrong("a kappa is not 0 to 1");

    public Coordinate At() => U32() is < 1 << 30 and var code ? Morton.Decode(code) : throw Wrong("a coordinate has more than thirty bits");

    public Dimensions Size()
    {
        int x = U16(), y = U16(), z = U16();
        return x is >= 1 and <= Dimensions.Most && y is >= 1 and <= Dimensions.Most && z is >= 1 and <= Dimensions.Most ? new(x, y, z) : throw Wrong("no grid has this size");
    }

    /// <summary>A count of things that each have so many bytes: no more than there can be.</summary>
    public int Count(int bytesEach) => U32() is var count && count <= (uint)Left / (uint)bytesEach ? (int)count : throw Wrong(FormattableString.Invariant($"{count} things are announced, but {Left} bytes follow"));

    public string Text()
    {
        ReadOnlySpan<byte> utf8 = Take(Count(1));
        try
        {
            return Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("a text is not UTF-8");
        }
    }

    public readonly FormatException Wrong(string why) => new(FormattableString.Invariant($"Byte {Position}: {why}."));
}
