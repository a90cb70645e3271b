using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Unum.Grid.Consensus;

/// <summary>SHA-256 of a block's canonical bytes, 32 bytes held as four words (big-endian). The default, all zero, is the hash before the first block.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BlockHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    /// <summary>The hash of these bytes.</summary>
    public static BlockHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        return Read(hash);
    }

    /// <summary>Reads 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 32 bytes.</exception>
    public static BlockHash Read(ReadOnlySpan<byte> from)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from.Length, Size, nameof(from));
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(from),
            BinaryPrimitives.ReadUInt64BigEndian(from[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(from[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(from[24..]));
    }

    /// <summary>Writes 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than 32 bytes.</exception>
    public void Write(Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, Size, nameof(to));
        BinaryPrimitives.WriteUInt64BigEndian(to, A);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(to[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(to[24..], D);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{A:x16}{B:x16}{C:x16}{D:x16}");
}
