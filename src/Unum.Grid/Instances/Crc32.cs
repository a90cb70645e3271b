using System.Buffers.Binary;
using System.Numerics;

namespace Unum.Grid.Instances;

/// <summary>CRC-32C (Castagnoli), and where a single flipped bit is.</summary>
internal static class Crc32
{
    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    /// <summary>
    /// Where one flipped bit explains that bytes have one checksum and should have another: its place in the bytes, or beyond them when the bit is in the
    /// (little-endian) checksum itself; -1 when no single bit does. A checksum is linear: what a flipped bit changes in it depends only on how many bytes follow.
    /// </summary>
    public static int FlippedByte(ReadOnlySpan<byte> bytes, uint should)
    {
        uint change = Of(bytes) ^ should;
        if (BitOperations.IsPow2(change)) return bytes.Length + (BitOperations.TrailingZeroCount(change) / 8);
        Span<uint> bits = stackalloc uint[8];
        for (int bit = 0; bit < 8; bit++) bits[bit] = BitOperations.Crc32C(0, (byte)(1 << bit));
        for (int at = bytes.Length - 1; at >= 0; at--)
        {
            if (bits.Contains(change)) return at;
            for (int bit = 0; bit < 8; bit++) bits[bit] = BitOperations.Crc32C(bits[bit], (byte)0);
        }

        return -1;
    }
}
