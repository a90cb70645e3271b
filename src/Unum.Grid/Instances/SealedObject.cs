using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Unum.Grid.Instances;

/// <summary>An object that is written whole and checked whole: snapshots and templates.</summary>
/// <remarks>
/// <code>"UGS1" | content bytes i64 | crc of these 12 | chunks of up to 64 KiB, each behind its crc u32 | SHA-256 of everything before</code>
/// The chunks' checksums say where a bit flipped, the hash that nothing else is different.
/// </remarks>
internal static class SealedObject
{
    private const int Chunk = 64 << 10, Header = 16;
    private const uint Magic = 0x3153_4755; // "UGS1" read little endian

    public static byte[] Seal(ReadOnlySpan<byte> content)
    {
        int chunks = (content.Length + Chunk - 1) / Chunk;
        byte[] whole = new byte[Header + content.Length + (4 * chunks) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(whole, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(4), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(12), Crc32.Of(whole.AsSpan(0, 12)));
        Span<byte> to = whole.AsSpan(Header);
        for (int from = 0; from < content.Length; from += Chunk)
        {
            ReadOnlySpan<byte> chunk = content.Slice(from, Math.Min(Chunk, content.Length - from));
            BinaryPrimitives.WriteUInt32LittleEndian(to, Crc32.Of(chunk));
            chunk.CopyTo(to[4..]);
            to = to[(4 + chunk.Length)..];
        }

        SHA256.HashData(whole.AsSpan(0, whole.Length - to.Length), to);
        return whole;
    }

    /// <summary>The content of a sealed object; null when there is none.</summary>
    /// <exception cref="GridDamagedException">It is not as it was written; says where.</exception>
    public static byte[]? Read(IGridStore store, string name)
    {
        using IGridObject file = store.Open(name);
        if (file.Length == 0) return null;
        byte[] whole = new byte[file.Length];
        int read = file.Read(0, whole);
        return Unseal(whole.AsSpan(0, read), name);
    }

    private static byte[] Unseal(ReadOnlySpan<byte> whole, string name)
    {
        if (whole.Length < Header + SHA256.HashSizeInBytes) throw Damaged(name, -1, whole.Length, "It is cut short.");
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(whole[12..]);
        if (Crc32.Of(whole[..12]) != crc || BinaryPrimitives.ReadUInt32LittleEndian(whole) != Magic)
            throw Damaged(name, -1, Math.Max(0, Crc32.FlippedByte(whole[..12], crc)), "The header is damaged.");
        long length = BinaryPrimitives.ReadInt64LittleEndian(whole[4..]), chunks = (length + Chunk - 1) / Chunk;
        if (whole.Length != Header + length + (4 * chunks) + SHA256.HashSizeInBytes)
            throw Damaged(name, -1, whole.Length, FormattableString.Invariant($"It has {whole.Length} bytes, but should have {Header + length + (4 * chunks) + SHA256.HashSizeInBytes}."));
        byte[] content = new byte[length];
        int at = Header;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            Span<byte> to = content.AsSpan(chunk * Chunk, (int)Math.Min(Chunk, length - ((long)chunk * Chunk)));
            crc = BinaryPrimitives.ReadUInt32LittleEndian(whole[at..]);
            whole.Slice(at + 4, to.Length).CopyTo(to);
            if (Crc32.Of(to) != crc)
            {
                int flipped = Crc32.FlippedByte(to, crc);
                throw flipped < 0 ? Damaged(name, chunk, at, "A chunk is damaged.") : Damaged(name, chunk, flipped >= to.Length ? at + flipped - to.Length : at + 4 + flipped, "A bit has flipped.");
            }

            at += 4 + to.Length;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(whole[..at], hash);
        int same = hash.CommonPrefixLength(whole[at..]);
        return same == hash.Length ? content : throw Damaged(name, -1, at + same, "The hash at its end is not its content's.");
    }

    private static GridDamagedException Damaged(string name, long entry, long offset, string what) => new(new(name, entry, offset, what));
}
