using System.Buffers.Binary;

namespace Unum.Hive.Content;

/// <summary>256 bits of SHA-256, compared as the bytes are.</summary>
public readonly record struct Digest256 : IComparable<Digest256>
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Takes the first 32 bytes.</summary>
    public Digest256(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The first eight bytes as one number, highest first.</summary>
    public ulong Prefix => _a;

    /// <summary>Whether all bits are zero: "none" where a digest is expected.</summary>
    public bool IsNone => (_a | _b | _c | _d) == 0;

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _d);
    }

    /// <inheritdoc/>
    public int CompareTo(Digest256 other) =>
        _a != other._a ? _a.CompareTo(other._a)
        : _b != other._b ? _b.CompareTo(other._b)
        : _c != other._c ? _c.CompareTo(other._c)
        : _d.CompareTo(other._d);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{_a:x16}{_b:x16}{_c:x16}{_d:x16}");
}
