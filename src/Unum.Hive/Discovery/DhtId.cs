using System.Numerics;
using System.Text;
using Unum.Hive.Content;

namespace Unum.Hive.Discovery;

/// <summary>A place in the table's key space: 256 bits, of a node the SHA-256 of its public key, of a capability that of its name. Distance is XOR.</summary>
public readonly record struct DhtId
{
    /// <summary>Bits of an id.</summary>
    public const int Bits = 256;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private DhtId(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>Reads 32 bytes, highest first.</summary>
    public static DhtId Read(ReadOnlySpan<byte> bytes) => new(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes), System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));

    /// <summary>Where the node of a public key stands: it cannot choose.</summary>
    public static DhtId OfKey(ReadOnlySpan<byte> publicKey) => Of(publicKey);

    /// <summary>Where records of a specialisation are kept: H("cap/v1/" + name).</summary>
    public static DhtId OfCapability(string specialisation) => Of(Encoding.UTF8.GetBytes("cap/v1/" + specialisation));

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _b);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _c);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _d);
    }

    /// <summary>How many leading bits two ids share: 0 to 256.</summary>
    public int SharedPrefix(DhtId other) =>
        (_a ^ other._a) is var a and not 0 ? BitOperations.LeadingZeroCount(a)
        : (_b ^ other._b) is var b and not 0 ? 64 + BitOperations.LeadingZeroCount(b)
        : (_c ^ other._c) is var c and not 0 ? 128 + BitOperations.LeadingZeroCount(c)
        : (_d ^ other._d) is var d and not 0 ? 192 + BitOperations.LeadingZeroCount(d)
        : Bits;

    /// <summary>Whether two ids differ in one bit, counted from the highest: 0 to 255.</summary>
    public bool DiffersAt(int bit, DhtId other) => ((bit >> 6) switch
    {
        0 => _a ^ other._a,
        1 => _b ^ other._b,
        2 => _c ^ other._c,
        _ => _d ^ other._d,
    } << (bit & 63) >> 63) != 0;

    /// <summary>Which of two ids is nearer to this one: negative when the first is.</summary>
    public int CompareDistance(DhtId first, DhtId second) =>
        (_a ^ first._a).CompareTo(_a ^ second._a) is var a and not 0 ? a
        : (_b ^ first._b).CompareTo(_b ^ second._b) is var b and not 0 ? b
        : (_c ^ first._c).CompareTo(_c ^ second._c) is var c and not 0 ? c
        : (_d ^ first._d).CompareTo(_d ^ second._d);

    /// <summary>A random id that shares exactly so many leading bits with this one: somewhere in that bucket.</summary>
    public DhtId Within(int sharedPrefix, Random random)
    {
        Span<byte> mine = stackalloc byte[32], other = stackalloc byte[32];
        Write(mine);
        random.NextBytes(other);
        for (int bit = 0; bit <= sharedPrefix && bit < Bits; bit++)
        {
            int mask = 128 >> (bit & 7);
            bool one = ((mine[bit >> 3] & mask) != 0) ^ (bit == sharedPrefix);
            other[bit >> 3] = (byte)(one ? other[bit >> 3] | mask : other[bit >> 3] & ~mask);
        }

        return Read(other);
    }

    /// <summary>All of it, as 64 hex digits.</summary>
    public string ToHex() => FormattableString.Invariant($"{_a:x16}{_b:x16}{_c:x16}{_d:x16}");

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{_a:x16}…");

    private static DhtId Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[32];
        Cid.Of(CidCodec.Raw, bytes).Digest.Write(digest);
        return Read(digest);
    }
}
