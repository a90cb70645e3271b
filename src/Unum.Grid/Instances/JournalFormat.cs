using System.Buffers.Binary;
using System.Security.Cryptography;
using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>The bytes of a history and of its index.</summary>
/// <remarks>
/// <code>
/// frame   header 32: "UGJ1" | payload bytes u32 | entries u32 | first sequence i64 | time i64 (Unix ms) | crc of these 28
///         payload: the entries' canonical bytes, one after another
///         trailer 36: crc of the payload u32 | chain 32 = SHA-256(chain before | header | payload)
/// mark 64 first sequence i64 | frame's start i64 | frame's end i64 | chain 32 | entries u32 | crc of these 60
/// </code>
/// A frame is what one group commit wrote. The checksums say where a bit flipped, the chain says that nothing else was changed.
/// </remarks>
internal static class JournalFormat
{
    public const int Header = 32, Trailer = 36, Mark = 64;

    /// <summary>Largest payload: a group of operations is cut before, and a single operation that has more is refused.</summary>
    public const int MostPayload = 64 << 20;

    public const uint Magic = 0x314A_4755; // "UGJ1" read little endian

    public static void WriteHeader(Span<byte> to, int payload, int entries, long first, long time)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], payload);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], entries);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], first);
        BinaryPrimitives.WriteInt64LittleEndian(to[20..], time);
        BinaryPrimitives.WriteUInt32LittleEndian(to[28..], Crc32.Of(to[..28]));
    }

    public static bool HeaderIsWhole(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic && Crc32.Of(header[..28]) == BinaryPrimitives.ReadUInt32LittleEndian(header[28..]);

    public static (int Payload, int Entries, long First, long Time) ReadHeader(ReadOnlySpan<byte> header) => (
        BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(header[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[20..]));

    public static void WriteMark(Span<byte> to, long first, long start, long end, Hash256 chain, int entries)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, first);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], start);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], end);
        chain.CopyTo(to[24..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[56..], entries);
        BinaryPrimitives.WriteUInt32LittleEndian(to[60..], Crc32.Of(to[..60]));
    }

    public static bool MarkIsWhole(ReadOnlySpan<byte> mark) => Crc32.Of(mark[..60]) == BinaryPrimitives.ReadUInt32LittleEndian(mark[60..]);

    public static (long First, long Start, long End) ReadMark(ReadOnlySpan<byte> mark) => (
        BinaryPrimitives.ReadInt64LittleEndian(mark), BinaryPrimitives.ReadInt64LittleEndian(mark[8..]), BinaryPrimitives.ReadInt64LittleEndian(mark[16..]));

    /// <summary>The chain after a frame.</summary>
    public static Hash256 Chain(IncrementalHash hash, Hash256 before, ReadOnlySpan<byte> headerAndPayload)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        before.CopyTo(bytes);
        hash.AppendData(bytes);
        hash.AppendData(headerAndPayload);
        hash.GetHashAndReset(bytes);
        return new(bytes);
    }
}
