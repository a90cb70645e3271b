using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unum.Grid.Integrity;
using Unum.Grid.Storage;

namespace Unum.Grid.Minds;

/// <summary>
/// State and its hash. File, little endian: "uBMN" | version 4 | hash of core and settings 32 | bricks 4 | per brick, ascending: code 4,
/// mask 64, records | SHA-256 of all before 32.
/// </summary>
public sealed partial class BlockMinds
{
    private const int Version = 1;
    private const int HeaderBytes = 44;

    /// <inheritdoc/>
    public Hash256 Digest()
    {
        if (_bricks.Count == 0) return default;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> entry = stackalloc byte[sizeof(int) + Hash256.Length];
        hash.AppendData(Settings());
        foreach ((int code, BrickMinds minds) in _bricks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry, code);
            minds.Hash().CopyTo(entry[sizeof(int)..]);
            hash.AppendData(entry);
        }

        return new Hash256(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Save(Stream to)
    {
        ArgumentNullException.ThrowIfNull(to);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] header = new byte[HeaderBytes];
        "uBMN"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), Version);
        Settings().CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), _bricks.Count);
        Put(header);
        byte[] place = new byte[sizeof(int) + (Brick.Edge * sizeof(ulong))];
        foreach ((int code, BrickMinds minds) in _bricks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(place, code);
            for (int z = 0; z < Brick.Edge; z++) BinaryPrimitives.WriteUInt64LittleEndian(place.AsSpan(sizeof(int) + (z * sizeof(ulong))), minds.Mask[z]);
            Put(place);
            Put(minds.Records);
        }

        to.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            to.Write(bytes);
        }
    }

    /// <inheritdoc/>
    public void Load(Stream from)
    {
        ArgumentNullException.ThrowIfNull(from);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] header = Take(HeaderBytes);
        if (!header.AsSpan(0, 4).SequenceEqual("uBMN"u8)) throw new InvalidDataException("These are no block minds: the first four bytes are not uBMN.");
        if (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)) != Version) throw new InvalidDataException("The block minds are of another version.");
        if (!header.AsSpan(8, 32).SequenceEqual(Settings())) throw new InvalidDataException("The block minds grew on another core, or with other settings: open them with those.");
        SortedDictionary<int, BrickMinds> read = [];
        ulong[] mask = new ulong[Brick.Edge];
        int last = -1;
        for (int left = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(40)); left > 0; left--)
        {
            byte[] place = Take(sizeof(int) + (Brick.Edge * sizeof(ulong)));
            int code = BinaryPrimitives.ReadInt32LittleEndian(place), count = 0;
            if (code <= last) throw new InvalidDataException("The block minds are damaged: their bricks are out of order.");
            last = code;
            for (int z = 0; z < mask.Length; z++)
            {
                mask[z] = BinaryPrimitives.ReadUInt64LittleEndian(place.AsSpan(sizeof(int) + (z * sizeof(ulong))));
                count += System.Numerics.BitOperations.PopCount(mask[z]);
            }

            BrickMinds minds = new(_core.Stride);
            minds.Fill(mask, Take(count * _core.Stride));
            read.Add(code, minds);
        }

        byte[] digest = hash.GetHashAndReset(), written = new byte[digest.Length];
        if (from.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) < written.Length) throw new InvalidDataException("The block minds end too early: they are truncated.");
        if (!digest.AsSpan().SequenceEqual(written)) throw new InvalidDataException("The checksum does not match: the block minds are damaged.");
        _bricks.Clear();
        foreach ((int code, BrickMinds minds) in read) _bricks.Add(code, minds);

        byte[] Take(int count)
        {
            byte[] bytes = new byte[count];
            if (from.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count) throw new InvalidDataException("The block minds end too early: they are truncated.");
            hash.AppendData(bytes);
            return bytes;
        }
    }

    /// <summary>Hash of everything besides the records that decides what a mind does.</summary>
    private byte[] Settings()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(_core.Weights.Values.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes((ReadOnlySpan<float>)[_core.Scale, _rate, _core.Seed, _core.SkillSize]));
        return hash.GetHashAndReset();
    }
}
