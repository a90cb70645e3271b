using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Unum.Grid.Space;

namespace Unum.Grid.Integrity;

/// <summary>The hash of a block: SHA-256 over a fixed record of where it is and what it holds.</summary>
/// <remarks>
/// The record, 28 bytes, little endian: x, y, z as 32-bit integers, the value's 32 bits, the grid's three sizes as 32-bit integers. Kappa, time and
/// links are not in it: a block's hash changes only when its value does. (The Merkle root covers kappa and links too.) The record is one 64-byte block
/// once padded, so a hash is one compression; 8 or 16 records go side by side.
/// </remarks>
public static class BlockHash
{
    /// <summary>Bytes of the record that is hashed.</summary>
    public const int RecordLength = 28;

    /// <summary>The hash of one block.</summary>
    public static Hash256 Of(Coordinate at, float value, Dimensions dimensions)
    {
        Span<byte> record = stackalloc byte[RecordLength];
        Write(at, value, dimensions, record);
        return Hash256.Of(record);
    }

    /// <summary>The hashes of many blocks at once, the fast way. Allocates nothing.</summary>
    /// <param name="at">Where they are.</param>
    /// <param name="values">What they hold; as many.</param>
    /// <param name="dimensions">The grid's.</param>
    /// <param name="hashes">Receives as many hashes.</param>
    /// <param name="width">Blocks side by side.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="PlatformNotSupportedException">Sixteen lanes were asked for where there is no AVX-512.</exception>
    public static void OfMany(ReadOnlySpan<Coordinate> at, ReadOnlySpan<float> values, Dimensions dimensions, Span<Hash256> hashes, HashWidth width = HashWidth.Best)
    {
        if (at.Length != values.Length || hashes.Length < at.Length) throw new ArgumentException("As many values and hashes as coordinates are needed.", nameof(values));
        switch (width == HashWidth.Best ? Sha256Lanes.Best : width)
        {
            case HashWidth.Sixteen when Avx512F.IsSupported: OfMany<Lanes16>(at, values, dimensions, hashes); break;
            case HashWidth.Sixteen: throw new PlatformNotSupportedException("Sixteen lanes need AVX-512.");
            case HashWidth.Eight: OfMany<Lanes8>(at, values, dimensions, hashes); break;
            default: OfMany<Lanes1>(at, values, dimensions, hashes); break;
        }
    }

    /// <summary>Writes the record of <see cref="RecordLength"/> bytes that is hashed.</summary>
    public static void Write(Coordinate at, float value, Dimensions dimensions, Span<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, at.X);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], at.Y);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], at.Z);
        BinaryPrimitives.WriteSingleLittleEndian(record[12..], value);
        BinaryPrimitives.WriteInt32LittleEndian(record[16..], dimensions.X);
        BinaryPrimitives.WriteInt32LittleEndian(record[20..], dimensions.Y);
        BinaryPrimitives.WriteInt32LittleEndian(record[24..], dimensions.Z);
    }

    private static void OfMany<T>(ReadOnlySpan<Coordinate> at, ReadOnlySpan<float> values, Dimensions dimensions, Span<Hash256> hashes)
        where T : unmanaged, ILanes<T>
    {
        Span<uint> state = stackalloc uint[Sha256Compression<T>.StateWords * T.Count], block = stackalloc uint[Sha256Compression<T>.BlockWords * T.Count];
        block.Clear();
        ReadOnlySpan<int> sizes = [dimensions.X, dimensions.Y, dimensions.Z];
        for (int axis = 0; axis < 3; axis++) block.Slice((4 + axis) * T.Count, T.Count).Fill(BinaryPrimitives.ReverseEndianness((uint)sizes[axis]));
        block.Slice(7 * T.Count, T.Count).Fill(0x80000000);
        block.Slice(15 * T.Count, T.Count).Fill(RecordLength * 8);
        for (int first = 0; first < at.Length; first += T.Count)
        {
            int lanes = Math.Min(T.Count, at.Length - first);
            ref uint to = ref MemoryMarshal.GetReference(block);
            for (int lane = 0; lane < lanes; lane++, to = ref Unsafe.Add(ref to, 1))
            {
                Coordinate c = at[first + lane];
                to = BinaryPrimitives.ReverseEndianness((uint)c.X);
                Unsafe.Add(ref to, T.Count) = BinaryPrimitives.ReverseEndianness((uint)c.Y);
                Unsafe.Add(ref to, 2 * T.Count) = BinaryPrimitives.ReverseEndianness((uint)c.Z);
                Unsafe.Add(ref to, 3 * T.Count) = BinaryPrimitives.ReverseEndianness(BitConverter.SingleToUInt32Bits(values[first + lane]));
            }

            Sha256Lanes.Start<T>(state);
            Sha256Compression<T>.Run(state, block);
            for (int lane = 0; lane < lanes; lane++) Sha256Lanes.Finish<T>(state, lane, ref hashes[first + lane]);
        }
    }
}
