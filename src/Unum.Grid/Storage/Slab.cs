using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <summary>
/// Slots of one layout: a capacity and the columns that are kept. A slot is [index | values | times | kappas | hashes]:
/// <code>
/// index   capacity 1 to 32: sorted keys, ushort[capacity], unused ones 0xFFFF;  64 to 512: mask, ulong[8], bit = key
/// values  float[capacity], packed in key order; in a slot of 512 at [key], 0 where inactive
/// times   48-bit milliseconds: one for all, or with <see cref="Times"/> [capacity]
/// kappas  float[capacity] with <see cref="Kappas"/>, like values;  hashes  ulong[capacity] with <see cref="Hashes"/>
/// </code>
/// Slots live in chunks that stay where they are, but for the first while it is small; a freed slot holds the number of the next free one.
/// </summary>
internal sealed class Slab
{
    public const int Times = 1, Kappas = 2, Hashes = 4;
    public const int Classes = 18, SparseClasses = 14, DenseClass = 17, MostSparse = 32, TimeBytes = 6;
    public const int MaskBytes = 64;
    private const int ChunkBytes = 32 * 1024, FirstSlots = 8;
    public const ushort Unused = 0xFFFF;

    private static readonly byte[] ClassByCount = MakeClasses();

    public readonly int Class, Columns, Capacity, SlotBytes, Shift, InChunk, NearBytes;
    public readonly int ValuesAt, TimesAt, KappasAt, HashesAt;
    private readonly uint _lanes;
    private Arenas _arenas = new();
    private Chunk[] _chunks = [];
    private int _made, _top, _free = -1;

    public Slab(int layout)
    {
        Class = layout & 31;
        Columns = layout >> 5;
        Capacity = Capacities[Class];
        _lanes = Capacity >= 32 ? uint.MaxValue : (1u << Capacity) - 1;
        ValuesAt = IsSparse ? Capacity * sizeof(ushort) : MaskBytes;
        TimesAt = ValuesAt + (Capacity * sizeof(float));
        KappasAt = TimesAt + (HasTimes ? Capacity * TimeBytes : TimeBytes);
        HashesAt = KappasAt + (HasKappas ? Capacity * sizeof(float) : 0);
        SlotBytes = HashesAt + (HasHashes ? Capacity * sizeof(ulong) : 0);
        if (IsDense) SlotBytes = (SlotBytes + Arenas.Alignment - 1) & -Arenas.Alignment; // no row lies in two lines of the cache
        NearBytes = Math.Min(SlotBytes, 64) - 1;
        Shift = Math.Max(3, BitOperations.Log2((uint)(ChunkBytes / SlotBytes)));
        InChunk = (1 << Shift) - 1;
    }

    public static ReadOnlySpan<short> Capacities => [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 28, 32, 64, 128, 256, 512];

    public bool IsSparse => Class < SparseClasses;

    public bool IsDense => Class == DenseClass;

    public bool HasTimes => (Columns & Times) != 0;

    public bool HasKappas => (Columns & Kappas) != 0;

    public bool HasHashes => (Columns & Hashes) != 0;

    /// <summary>Bytes held, free slots included.</summary>
    public long Bytes => 112 + (_chunks.LongLength * Unsafe.SizeOf<Chunk>()) + _arenas.Bytes + (_made == 1 && _arenas.Bytes == 0 ? _chunks[0].Length : 0);

    public int Free { get; private set; }

    public long FreeBytes => (long)Free * SlotBytes;

    /// <summary>The least class that holds a population of 1 to 512.</summary>
    public static int ClassOf(int count) => ClassByCount[count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Slot(int slot) =>
        ref _chunks[slot >> Shift].At((slot & InChunk) * SlotBytes);

    /// <summary>Takes a slot; its content is whatever was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take()
    {
        if (_free >= 0)
        {
            int slot = _free;
            _free = Unsafe.ReadUnaligned<int>(ref Slot(slot));
            Free--;
            return slot;
        }

        if (_top >> Shift >= _made || ((_top & InChunk) + 1) * SlotBytes > _chunks[_top >> Shift].Length) Grow();
        return _top++;
    }

    public void Release(int slot)
    {
        if (Free + 1 == _top && _top > InChunk)
        {
            // All bricks have moved to another layout, as when a column is added everywhere: the memory goes back at once.
            (_arenas, _chunks, _made, _top, _free, Free) = (new(), [], 0, 0, -1, 0);
            return;
        }

        Unsafe.WriteUnaligned(ref Slot(slot), _free);
        _free = slot;
        Free++;
    }

    /// <summary>Where a key's block is in the columns; -1 when it is not active.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref byte slot, int key)
    {
        if (IsSparse)
        {
            uint hit = Equal(ref slot, (ushort)key);
            return hit == 0 ? -1 : BitOperations.TrailingZeroCount(hit);
        }

        ref ulong mask = ref Unsafe.As<byte, ulong>(ref slot);
        if ((Unsafe.Add(ref mask, key >> 6) >> (key & 63) & 1) == 0) return -1;
        return IsDense ? key : Rank(ref mask, key);
    }

    /// <summary>How many keys are less: where a sparse key belongs.</summary>
    public int Below(ref byte slot, int key) => IsSparse
        ? BitOperations.PopCount(LessThan(ref slot, (ushort)key))
        : IsDense ? key : Rank(ref Unsafe.As<byte, ulong>(ref slot), key);

    /// <summary>Active blocks of a slot.</summary>
    public int Count(ref byte slot)
    {
        if (IsSparse) return Below(ref slot, Unused);
        ref ulong mask = ref Unsafe.As<byte, ulong>(ref slot);
        int count = 0;
        for (int i = 0; i < 8; i++) count += BitOperations.PopCount(Unsafe.Add(ref mask, i));
        return count;
    }

    /// <summary>Writes the mask [8] of a slot's blocks.</summary>
    public void ReadMask(ref byte slot, Span<ulong> mask)
    {
        if (!IsSparse)
        {
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, ulong>(ref slot), 8).CopyTo(mask);
            return;
        }

        mask.Clear();
        ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);
        for (int i = 0; i < Capacity; i++)
        {
            int key = Unsafe.Add(ref keys, i);
            if (key == Unused) break;
            mask[key >> 6] |= 1UL << key;
        }
    }

    /// <summary>Sets which blocks a slot has.</summary>
    public void WriteMask(ref byte slot, ReadOnlySpan<ulong> mask)
    {
        if (!IsSparse)
        {
            mask.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<byte, ulong>(ref slot), 8));
            return;
        }

        Span<ushort> keys = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, ushort>(ref slot), Capacity);
        int next = 0;
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1) keys[next++] = (ushort)((word << 6) + BitOperations.TrailingZeroCount(bits));
        }

        keys[next..].Fill(Unused);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Value(ref byte slot, int position) => ref Unsafe.Add(ref Unsafe.As<byte, float>(ref Unsafe.Add(ref slot, ValuesAt)), position);

    public ref float Kappa(ref byte slot, int position) => ref Unsafe.Add(ref Unsafe.As<byte, float>(ref Unsafe.Add(ref slot, KappasAt)), position);

    public ref ulong Hash(ref byte slot, int position) => ref Unsafe.Add(ref Unsafe.As<byte, ulong>(ref Unsafe.Add(ref slot, HashesAt)), position);

    /// <summary>Activation time of a position; without a column of times it is one for all.</summary>
    public long Time(ref byte slot, int position)
    {
        ref byte at = ref Unsafe.Add(ref slot, TimesAt + (HasTimes ? position * TimeBytes : 0));
        return Unsafe.ReadUnaligned<uint>(ref at) | ((long)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref at, 4)) << 32);
    }

    public void SetTime(ref byte slot, int position, long milliseconds)
    {
        ref byte at = ref Unsafe.Add(ref slot, TimesAt + (HasTimes ? position * TimeBytes : 0));
        Unsafe.WriteUnaligned(ref at, (uint)milliseconds);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, 4), (ushort)(milliseconds >> 32));
    }

    /// <summary>Opens a gap in a packed slot of <paramref name="count"/> blocks for a key that belongs at a position, and indexes it.</summary>
    public void Open(ref byte slot, int count, int position, int key)
    {
        if (IsSparse) Shift16(ref slot, position, count);
        if (!IsDense && position < count) Move(ref slot, position, position + 1, count - position);
        if (IsSparse) Unsafe.Add(ref Unsafe.As<byte, ushort>(ref slot), position) = (ushort)key;
        else Unsafe.Add(ref Unsafe.As<byte, ulong>(ref slot), key >> 6) |= 1UL << key;
    }

    /// <summary>Closes the gap that a block leaves and takes it from the index.</summary>
    public void Close(ref byte slot, int count, int position, int key)
    {
        if (!IsSparse)
        {
            Unsafe.Add(ref Unsafe.As<byte, ulong>(ref slot), key >> 6) &= ~(1UL << key);
        }
        else
        {
            Span<ushort> keys = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, ushort>(ref slot), Capacity);
            keys[(position + 1)..count].CopyTo(keys[position..]);
            keys[count - 1] = Unused;
        }

        if (IsDense)
        {
            Value(ref slot, position) = 0;
            if (HasKappas) Kappa(ref slot, position) = 0;
        }
        else if (position + 1 < count)
        {
            Move(ref slot, position + 1, position, count - position - 1);
        }
    }

    private static void Shift16(ref byte slot, int position, int count)
    {
        ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);
        for (int i = count; i > position; i--) Unsafe.Add(ref keys, i) = Unsafe.Add(ref keys, i - 1);
    }

    private void Move(ref byte slot, int from, int to, int count)
    {
        Move<float>(ref Unsafe.Add(ref slot, ValuesAt), from, to, count);
        if (Columns == 0) return;
        if (HasTimes)
        {
            Span<byte> times = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref slot, TimesAt), Capacity * TimeBytes);
            times.Slice(from * TimeBytes, count * TimeBytes).CopyTo(times[(to * TimeBytes)..]);
        }

        if (HasKappas) Move<float>(ref Unsafe.Add(ref slot, KappasAt), from, to, count);
        if (HasHashes) Move<ulong>(ref Unsafe.Add(ref slot, HashesAt), from, to, count);
    }

    private void Move<T>(ref byte column, int from, int to, int count)
    {
        Span<T> all = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref column), Capacity);
        all.Slice(from, count).CopyTo(all[to..]);
    }

    private static int Rank(ref ulong mask, int key)
    {
        int word = key >> 6, rank = BitOperations.PopCount(Unsafe.Add(ref mask, word) & ((1UL << key) - 1));
        for (int i = 0; i < word; i++) rank += BitOperations.PopCount(Unsafe.Add(ref mask, i));
        return rank;
    }

    /// <summary>Compares all keys of a sparse slot at once: 8 where no more fit, so that a small slot is mostly one line of the cache, else 32. Chunks are padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Equal(ref byte slot, ushort key)
    {
        if (Capacity <= 8) return Vector128.Equals(Unsafe.ReadUnaligned<Vector128<ushort>>(ref slot), Vector128.Create(key)).ExtractMostSignificantBits() & _lanes;
        if (Vector512.IsHardwareAccelerated)
            return (uint)Vector512.Equals(Unsafe.ReadUnaligned<Vector512<ushort>>(ref slot), Vector512.Create(key)).ExtractMostSignificantBits() & _lanes;
        Vector256<ushort> all = Vector256.Create(key);
        uint low = Vector256.Equals(Unsafe.ReadUnaligned<Vector256<ushort>>(ref slot), all).ExtractMostSignificantBits();
        return (low | (Vector256.Equals(Unsafe.ReadUnaligned<Vector256<ushort>>(ref Unsafe.Add(ref slot, 32)), all).ExtractMostSignificantBits() << 16)) & _lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint LessThan(ref byte slot, ushort key)
    {
        if (Capacity <= 8) return Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<ushort>>(ref slot), Vector128.Create(key)).ExtractMostSignificantBits() & _lanes;
        if (Vector512.IsHardwareAccelerated)
            return (uint)Vector512.LessThan(Unsafe.ReadUnaligned<Vector512<ushort>>(ref slot), Vector512.Create(key)).ExtractMostSignificantBits() & _lanes;
        Vector256<ushort> all = Vector256.Create(key);
        uint low = Vector256.LessThan(Unsafe.ReadUnaligned<Vector256<ushort>>(ref slot), all).ExtractMostSignificantBits();
        return (low | (Vector256.LessThan(Unsafe.ReadUnaligned<Vector256<ushort>>(ref Unsafe.Add(ref slot, 32)), all).ExtractMostSignificantBits() << 16)) & _lanes;
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[Brick.Volume + 1];
        for (int count = 1, at = 0; count < classes.Length; count++)
        {
            while (Capacities[at] < count) at++;
            classes[count] = (byte)at;
        }

        return classes;
    }

    /// <summary>Another chunk; the first starts small, and doubles, so that a small grid stays small. A dense slot is large enough to start with the whole.</summary>
    private void Grow()
    {
        int number = _top >> Shift, full = (InChunk + 1) * SlotBytes, length = number > 0 ? full : Math.Min(Math.Max(FirstSlots, _top * 2) * SlotBytes, full);
        Chunk made = length == full ? _arenas.Take(full) : new(GC.AllocateUninitializedArray<byte>(length + Arenas.Padding), 0, length);
        if (number == _chunks.Length) Array.Resize(ref _chunks, Math.Max(1, number * 2));
        if (number < _made) Unsafe.CopyBlockUnaligned(ref made.At(0), ref _chunks[number].At(0), (uint)_chunks[number].Length);
        else _made++;
        _chunks[number] = made;
    }
}
