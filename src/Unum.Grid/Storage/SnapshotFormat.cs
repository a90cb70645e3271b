using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Unum.Grid.Storage;

/// <summary>
/// A snapshot's bytes, little-endian. Every part carries a CRC-32C, which finds any single flipped bit and any burst of 32; the last section chains them all.
/// <code>
/// head     "UNUMGRID" | version u32 | x y z i32 | kappa0 f32 | blocks i64 | bricks i32 | links i32 | crc u32
/// section  kind u32 | number u32 | first i32 | items i32 | raw i32 | packed i32 | crc of these u32 | crc of the payload u32 | payload, Brotli [packed]
///   kind 1 bricks from code first on; raw payload: lengths of index, keys, times (3 u32), then
///          index   per brick: code less the one before, 2(population - 1) bits, flags (1 several times, 2 kappas), as varints
///          keys    populations to 56: gaps as varints; else mask [8] u64
///          times   milliseconds less the one before, zigzag varints; one a brick or, with its flag, one a block
///          values  f32 as four planes of bytes, highest first;  kappas of flagged bricks alike
///   kind 2 links: pairs of Morton codes, u32
///   kind 3 end: first is the chain of all payload crcs, number the count of sections before
/// </code>
/// </summary>
internal static class SnapshotFormat
{
    public const uint Version = 1, BricksKind = 1, LinksKind = 2, EndKind = 3;
    public const int HeadBytes = 48, SectionBytes = 32, SectionHeadCrcAt = 24;

    /// <summary>A section is closed once its raw payload is this long; none is longer than <see cref="MostRaw"/>.</summary>
    public const int FullRaw = 192 * 1024, MostRaw = 256 * 1024;

    /// <summary>Populations up to this are written as gaps between keys.</summary>
    public const int MostGaps = 56;

    public static ReadOnlySpan<byte> Magic => "UNUMGRID"u8;

    public static uint Crc(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        uint crc = ~seed;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (byte one in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
