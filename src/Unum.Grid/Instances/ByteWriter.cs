using System.Buffers.Binary;
using System.Text;
using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>Canonical little-endian bytes in a buffer that is used again and again.</summary>
internal sealed class ByteWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly int _head;
    private byte[] _buffer;

    /// <summary>An empty writer.</summary>
    /// <param name="head">Bytes kept free before what is written.</param>
    public ByteWriter(int head = 0)
    {
        _buffer = new byte[4096 + head];
        Length = _head = head;
    }

    /// <summary>Bytes written, the head that was kept free included.</summary>
    public int Length { get; private set; }

    /// <summary>Everything, the head included.</summary>
    public Span<byte> Bytes => _buffer.AsSpan(0, Length);

    public void Clear() => Length = _head;

    /// <summary>Forgets what was written after a place.</summary>
    public void BackTo(int length) => Length = length;

    public Span<byte> Take(int count)
    {
        if (Length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        Span<byte> room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }

    public void U8(int value) => Take(1)[0] = (byte)value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void F32(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);

    public void At(Coordinate at) => U32(Morton.Encode(at));

    public void Hash(Hash256 hash) => hash.CopyTo(Take(Hash256.Length));

    public void Size(Dimensions dimensions)
    {
        U16(dimensions.X);
        U16(dimensions.Y);
        U16(dimensions.Z);
    }

    /// <summary>UTF-8 behind its length in bytes.</summary>
    /// <exception cref="ArgumentException">Half a surrogate pair: it has no UTF-8.</exception>
    public void Text(string text)
    {
        int bytes = Utf8.GetByteCount(text);
        U32((uint)bytes);
        Utf8.GetBytes(text, Take(bytes));
    }
}
