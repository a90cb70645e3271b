using System.Numerics;
using System.Security.Cryptography;
using Unum.Grid.Integrity;
using Unum.Grid.Storage;

namespace Unum.Grid.Minds;

/// <summary>
/// The minds of one brick's blocks that have read anything: which (a bit each, x + 8y + 64z) and their records, packed in that order.
/// Memory: 130 bytes and a record each.
/// </summary>
internal sealed class BrickMinds(int stride)
{
    private byte[] _records = [];
    private Hash256 _hash;

    /// <summary>Which blocks have a record: word z, bit x + 8y.</summary>
    public ulong[] Mask { get; } = new ulong[Brick.Edge];

    /// <summary>Records held.</summary>
    public int Count { get; private set; }

    /// <summary>The records, packed.</summary>
    public ReadOnlySpan<byte> Records => _records.AsSpan(0, Count * stride);

    /// <summary>Counted memory.</summary>
    public long Bytes => _records.Length + 130;

    /// <summary>A block's record; empty when it has none.</summary>
    public ReadOnlySpan<byte> Find(int index) => Has(index) ? _records.AsSpan(Rank(index) * stride, stride) : default;

    /// <summary>A block's record to write to; a newborn's when it had none.</summary>
    public Span<byte> Own(int index)
    {
        _hash = default;
        int rank = Rank(index);
        if (!Has(index))
        {
            Grow(Count + 1);
            _records.AsSpan(rank * stride, (Count - rank) * stride).CopyTo(_records.AsSpan((rank + 1) * stride));
            BlockMind.Birth(_records.AsSpan(rank * stride, stride));
            Mask[index >> 6] |= 1UL << (index & 63);
            Count++;
        }

        return _records.AsSpan(rank * stride, stride);
    }

    /// <summary>Makes room for records that will come one after another, so that they are not moved each time.</summary>
    public void Expect(ReadOnlySpan<ulong> mask)
    {
        int all = 0;
        for (int z = 0; z < Mask.Length; z++) all += BitOperations.PopCount(Mask[z] | mask[z]);
        Grow(all);
    }

    /// <summary>A block's mind is no more.</summary>
    public void Forget(int index)
    {
        if (!Has(index)) return;
        _hash = default;
        int rank = Rank(index);
        _records.AsSpan((rank + 1) * stride, (Count - rank - 1) * stride).CopyTo(_records.AsSpan(rank * stride));
        Mask[index >> 6] &= ~(1UL << (index & 63));
        Count--;
    }

    /// <summary>Takes the place of what it holds.</summary>
    /// <exception cref="InvalidDataException">Records and mask do not fit.</exception>
    public void Fill(ReadOnlySpan<ulong> mask, ReadOnlySpan<byte> records)
    {
        int count = 0;
        foreach (ulong word in mask) count += BitOperations.PopCount(word);
        if (records.Length != count * stride) throw new InvalidDataException("A brick's minds do not fit its mask.");
        mask.CopyTo(Mask);
        _records = records.ToArray();
        Count = count;
        _hash = default;
    }

    /// <summary>Hash of mask and records; kept until something changes.</summary>
    public Hash256 Hash()
    {
        if (!_hash.IsZero) return _hash;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> word = stackalloc byte[8];
        foreach (ulong bits in Mask)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(word, bits);
            hash.AppendData(word);
        }

        hash.AppendData(Records);
        Span<byte> digest = stackalloc byte[Hash256.Length];
        hash.GetHashAndReset(digest);
        return _hash = new Hash256(digest);
    }

    private bool Has(int index) => (Mask[index >> 6] >> (index & 63) & 1) != 0;

    private int Rank(int index)
    {
        int rank = BitOperations.PopCount(Mask[index >> 6] & ((1UL << (index & 63)) - 1));
        for (int z = 0; z < index >> 6; z++) rank += BitOperations.PopCount(Mask[z]);
        return rank;
    }

    private void Grow(int records)
    {
        if (records * stride > _records.Length) Array.Resize(ref _records, records * stride);
    }
}
