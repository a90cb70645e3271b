using System.Buffers.Binary;

namespace Unum.Grid.Consensus.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote, from bytes that anyone may have sent.</summary>
/// <exception cref="FormatException">The bytes end early or a count is more than allowed.</exception>
internal ref struct WireReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public readonly bool AtEnd => _at == bytes.Length;

    public byte Byte() => Take(1)[0];

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public BlockHash Hash() => BlockHash.Read(Take(BlockHash.Size));

    /// <summary>A view into the bytes read, not a copy.</summary>
    public ReadOnlyMemory<byte> View(int length)
    {
        Take(length);
        return bytes.Slice(_at - length, length);
    }

    public int Count(int most)
    {
        int count = Int();
        return count >= 0 && count <= most ? count : throw new FormatException(FormattableString.Invariant($"A list of {count} where at most {most} may be."));
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size < 0 || size > bytes.Length - _at) throw new FormatException(FormattableString.Invariant($"{bytes.Length} bytes end within a field of {size} at {_at}."));
        _at += size;
        return bytes.Span.Slice(_at - size, size);
    }
}
