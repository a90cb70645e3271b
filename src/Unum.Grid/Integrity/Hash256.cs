using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Unum.Grid.Integrity;

/// <summary>A SHA-256 digest: 32 bytes, held as four words in the order of the digest's bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Hash256
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int Length = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Reads a digest's bytes.</summary>
    /// <exception cref="ArgumentException">It is not 32 bytes.</exception>
    public Hash256(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != Length) throw new ArgumentException("A digest has 32 bytes.", nameof(digest));
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(digest);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>The first eight bytes as a number, most significant first: the 16 hex digits that are shown.</summary>
    public ulong Leading => BinaryPrimitives.ReverseEndianness(_a);

    /// <summary>Whether all bytes are zero: what stands for "nothing is here".</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>The digest of some bytes.</summary>
    public static Hash256 Of(ReadOnlySpan<byte> data)
    {
        Hash256 hash = default;
        System.Security.Cryptography.SHA256.HashData(data, MemoryMarshal.AsBytes(new Span<Hash256>(ref hash)));
        return hash;
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static bool TryParse(string? text, out Hash256 hash)
    {
        hash = default;
        if (text is not { Length: 2 * Length }) return false;
        Span<byte> bytes = stackalloc byte[Length];
        if (Convert.FromHexString(text, bytes, out _, out int written) != System.Buffers.OperationStatus.Done || written != Length) return false;
        hash = new(bytes);
        return true;
    }

    /// <summary>Writes the digest's 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Hash256 self = this;
        MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(ref self)).CopyTo(destination);
    }

    /// <summary>The 16 hexadecimal digits shown to people.</summary>
    public string ToShortString() => Leading.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>All 64 hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
