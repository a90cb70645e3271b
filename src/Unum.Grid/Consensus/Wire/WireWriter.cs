using System.Buffers.Binary;

namespace Unum.Grid.Consensus.Wire;

/// <summary>Appends little-endian numbers and bytes to a buffer that grows and is used again.</summary>
internal sealed class WireWriter
{
    private byte[] _bytes = new byte[512];
    private int _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Byte(byte value) => Room(1)[0] = value;

    public void Int(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void Hash(BlockHash value) => value.Write(Room(BlockHash.Size));

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Room(value.Length));

    private Span<byte> Room(int size)
    {
        if (_count + size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + size));
        Span<byte> room = _bytes.AsSpan(_count, size);
        _count += size;
        return room;
    }
}
