using System.Buffers.Binary;
using Unum.Grid.Space;

namespace Unum.Grid.Integrity;

/// <summary>The hash of a block: SHA-256 over a fixed record of where it is and what it holds.</summary>
/// <remarks>
/// The record, 28 bytes, little endian: x, y, z as 32-bit integers, the value's 32 bits, the grid's three sizes as 32-bit integers. Kappa, time and
/// links are not in it: a block's hash changes only when its value does. (The Merkle root covers kappa and links too.)
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

    /// <summary>The hashes of many blocks at once, the fast way.</summary>
    /// <param name="at">Where they are.</param>
    /// <param name="values">What they hold; as many.</param>
    /// <param name="dimensions">The grid's.</param>
    /// <param name="hashes">Receives as many hashes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void OfMany(ReadOnlySpan<Coordinate> at, ReadOnlySpan<float> values, Dimensions dimensions, Span<Hash256> hashes)
    {
        if (at.Length != values.Length || hashes.Length < at.Length) throw new ArgumentException("As many values and hashes as coordinates are needed.");
        for (int i = 0; i < at.Length; i++) hashes[i] = Of(at[i], values[i], dimensions);
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
}
