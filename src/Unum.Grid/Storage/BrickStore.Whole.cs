using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <content>Whole bricks at once.</content>
internal sealed partial class BrickStore
{
    /// <summary>Puts many blocks of one brick.</summary>
    /// <param name="code">The brick.</param>
    /// <param name="put">Which blocks [8], at least one.</param>
    /// <param name="values">Their values [512], by key.</param>
    /// <param name="time">When those that were not active are activated.</param>
    /// <returns>How many were not active.</returns>
    [SkipLocalsInit]
    public int PutMany(int code, ReadOnlySpan<ulong> put, ReadOnlySpan<float> values, long time)
    {
        Writer?.Forget();
        ref uint entry = ref Directory.At(code);
        MarkDirty(code, ref entry);
        if ((int)entry >= 0) return PutAll(ref entry, put, values, time);
        ref byte old = ref Slot(entry, out Slab from);
        Span<ulong> mask = stackalloc ulong[8], both = stackalloc ulong[8];
        from.ReadMask(ref old, mask);
        int count = 0, was = 0;
        for (int i = 0; i < 8; i++)
        {
            both[i] = mask[i] | put[i];
            count += BitOperations.PopCount(both[i]);
            was += BitOperations.PopCount(mask[i]);
        }

        Span<float> dense = stackalloc float[Brick.Volume];
        ReadColumn(ref Unsafe.Add(ref old, from.ValuesAt), from, mask, dense);
        for (int i = 0; i < 8; i++)
        {
            for (int row = 0; row < 64; row += 8) Blend((uint)(put[i] >> row) & 0xFF, values.Slice((i << 6) + row, 8), dense.Slice((i << 6) + row, 8));
        }

        int columns = from.Columns | (count > was && !from.HasTimes && from.Time(ref old, 0) != time ? Slab.Times : 0);
        if (count == was)
        {
            WriteColumn(ref Unsafe.Add(ref old, from.ValuesAt), from, mask, dense);
            ClearHashes(from, ref old, mask, put);
            return 0;
        }

        Rebuild(ref entry, ref old, from, mask, both, count, columns, dense, time);
        ref byte slot = ref Slot(entry, out Slab to);
        ClearHashes(to, ref slot, both, put);
        Count += count - was;
        return count - was;
    }

    /// <summary>Gives many blocks of one brick the same value.</summary>
    /// <param name="code">The brick.</param>
    /// <param name="put">Which blocks [8], at least one.</param>
    /// <param name="values">The value, 512 times.</param>
    /// <param name="time">When those that were not active are activated.</param>
    public void PutSame(int code, ReadOnlySpan<ulong> put, ReadOnlySpan<float> values, long time)
    {
        ref uint entry = ref Directory.At(code);
        int count = 0;
        foreach (ulong word in put) count += BitOperations.PopCount(word);
        if (Slab.ClassOf(count) == Slab.DenseClass || ((int)entry < 0 && !Has(entry, put)))
        {
            PutMany(code, put, values, time);
            return;
        }

        MarkDirty(code, ref entry);
        ref byte slot = ref (int)entry < 0 ? ref Slot(entry, out Slab slab) : ref Take(ref entry, count, put, time, out slab);
        values[..count].CopyTo(MemoryMarshal.CreateSpan(ref slab.Value(ref slot, 0), count));
        if (slab.HasHashes) MemoryMarshal.CreateSpan(ref slab.Hash(ref slot, 0), count).Clear();
    }

    /// <summary>Puts a few items of a <see cref="Batch"/> into a brick that has none; where a key comes twice the last value stays.</summary>
    /// <returns>Whether it had none; else nothing happens.</returns>
    [SkipLocalsInit]
    public bool TryPutFew(int code, scoped ReadOnlySpan<ulong> blocks, long time)
    {
        ref uint entry = ref Directory.At(code);
        if ((int)entry < 0) return false;
        Span<ulong> sorted = stackalloc ulong[Slab.MostSparse];
        if (blocks.Length > 1) blocks = sorted[..Sort(blocks, sorted)];
        int count = blocks.Length;
        if ((entry & BrickDirectory.Dirty) == 0) MarkDirty(code, ref entry);
        int layout = Slab.ClassOf(count);
        Slab slab = _slabs[layout] ??= new(layout);
        int number = slab.Take();
        entry = BrickDirectory.Present | BrickDirectory.Dirty | ((uint)layout << 21) | (uint)number;
        ref byte slot = ref slab.Slot(number);
        ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);
        for (int i = 0; i < count; i++)
        {
            Unsafe.Add(ref keys, i) = (ushort)Batch.KeyOf(blocks[i]);
            slab.Value(ref slot, i) = Batch.ValueOf(blocks[i]);
        }

        for (int i = count; i < slab.Capacity; i++) Unsafe.Add(ref keys, i) = Slab.Unused;
        slab.SetTime(ref slot, 0, time);
        Count += count;
        return true;
    }

    /// <summary>Takes many blocks of one brick away.</summary>
    /// <returns>How many were active.</returns>
    [SkipLocalsInit]
    public int RemoveMany(int code, ReadOnlySpan<ulong> take)
    {
        uint seen = Directory.Read(code);
        if ((int)seen >= 0) return 0;
        Writer?.Forget();
        ref byte old = ref Slot(seen, out Slab from);
        Span<ulong> mask = stackalloc ulong[8], left = stackalloc ulong[8];
        from.ReadMask(ref old, mask);
        int count = 0, was = 0;
        for (int i = 0; i < 8; i++)
        {
            left[i] = mask[i] & ~take[i];
            count += BitOperations.PopCount(left[i]);
            was += BitOperations.PopCount(mask[i]);
        }

        if (count == was) return 0;
        ref uint entry = ref Directory.At(code);
        MarkDirty(code, ref entry);
        Count -= was - count;
        if (count == 0)
        {
            from.Release((int)(entry & BrickDirectory.SlotBits));
            entry = BrickDirectory.Dirty;
            return was;
        }

        Span<float> dense = stackalloc float[Brick.Volume];
        ReadColumn(ref Unsafe.Add(ref old, from.ValuesAt), from, mask, dense);
        Rebuild(ref entry, ref old, from, mask, left, count, from.Columns, dense, 0);
        return was - count;
    }

    /// <summary>Copies a brick; its count is 0 when it has no blocks.</summary>
    public void Read(int code, Brick into)
    {
        into.Code = code;
        into.Count = 0;
        uint entry = (uint)code < (uint)Directory.Length ? Directory.Read(code) : 0;
        if ((int)entry >= 0)
        {
            Array.Clear(into.MaskWords);
            return;
        }

        ref byte slot = ref Slot(entry, out Slab slab);
        slab.ReadMask(ref slot, into.MaskWords);
        int count = into.Count = slab.Count(ref slot);
        ReadOnlySpan<ulong> mask = into.MaskWords;
        ReadPacked<float>(ref Unsafe.Add(ref slot, slab.ValuesAt), slab, mask, into.ValueColumn.AsSpan(0, count));
        if (slab.HasKappas) ReadPacked<float>(ref Unsafe.Add(ref slot, slab.KappasAt), slab, mask, into.KappaColumn.AsSpan(0, count));
        else into.KappaColumn.AsSpan(0, count).Fill(_kappa0);
        if (slab.HasHashes) ReadPacked<ulong>(ref Unsafe.Add(ref slot, slab.HashesAt), slab, mask, into.HashColumn.AsSpan(0, count));
        else into.HashColumn.AsSpan(0, count).Clear();
        if (!slab.HasTimes)
        {
            into.TimeColumn.AsSpan(0, count).Fill(slab.Time(ref slot, 0));
            return;
        }

        int next = 0;
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1, next++)
                into.TimeColumn[next] = slab.Time(ref slot, slab.IsDense ? (word << 6) + BitOperations.TrailingZeroCount(bits) : next);
        }
    }

    /// <summary>Copies what hashes cover: where a brick's blocks are, values and kappas, in key order.</summary>
    /// <returns>How many there are.</returns>
    [SkipLocalsInit]
    public int Copy(int code, Span<Coordinate> at, Span<float> values, Span<float> kappas)
    {
        uint entry = Directory.Read(code);
        if ((int)entry >= 0) return 0;
        ref byte slot = ref Slot(entry, out Slab slab);
        Coordinate origin = Brick.OriginOf(code);
        int count = slab.Count(ref slot);
        values = values[..count];
        kappas = kappas[..count];
        Span<ulong> mask = stackalloc ulong[8];
        if (slab.IsSparse)
        {
            ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);
            for (int i = 0; i < count; i++) at[i] = Brick.CoordinateOf(origin, Unsafe.Add(ref keys, i));
        }
        else
        {
            slab.ReadMask(ref slot, mask);
            Brick.CopyCoordinates(origin, mask, at);
        }

        ReadPacked(ref Unsafe.Add(ref slot, slab.ValuesAt), slab, mask, values);
        if (slab.HasKappas) ReadPacked(ref Unsafe.Add(ref slot, slab.KappasAt), slab, mask, kappas);
        else kappas.Fill(_kappa0);
        return count;
    }

    /// <summary>Takes over a brick that had no blocks, with the columns that it needs.</summary>
    public void Adopt(Brick brick)
    {
        ref uint entry = ref Directory.At(brick.Code);
        Invariant.Holds((int)entry >= 0, "a brick is taken over once");
        MarkDirty(brick.Code, ref entry);
        int columns = (brick.ActivatedMilliseconds.ContainsAnyExcept(brick.TimeColumn[0]) ? Slab.Times : 0) | (brick.Kappas.ContainsAnyExcept(_kappa0) ? Slab.Kappas : 0);
        entry = BrickDirectory.Present | BrickDirectory.Dirty | ((uint)(Slab.ClassOf(brick.Count) | (columns << 5)) << 21);
        Slab slab = SlabOf(entry);
        int number = slab.Take();
        entry |= (uint)number;
        ref byte slot = ref slab.Slot(number);
        slab.WriteMask(ref slot, brick.Mask);
        WritePacked(ref slab.Value(ref slot, 0), slab, brick.Mask, brick.Values);
        if (slab.HasKappas) WritePacked(ref slab.Kappa(ref slot, 0), slab, brick.Mask, brick.Kappas);
        if (!slab.HasTimes) slab.SetTime(ref slot, 0, brick.TimeColumn[0]);
        int next = 0;
        for (int word = 0; word < 8 && slab.HasTimes; word++)
        {
            for (ulong bits = brick.Mask[word]; bits != 0; bits &= bits - 1, next++)
                slab.SetTime(ref slot, slab.IsDense ? (word << 6) + BitOperations.TrailingZeroCount(bits) : next, brick.TimeColumn[next]);
        }

        Count += brick.Count;
    }

    /// <summary>Writes a packed column of kappas or hashes; false when the brick has another number of blocks.</summary>
    public bool WritePacked<T>(int code, ReadOnlySpan<T> figures)
        where T : unmanaged
    {
        uint seen = (uint)code < (uint)Directory.Length ? Directory.Read(code) : 0;
        if ((int)seen >= 0) return figures.IsEmpty;
        ref byte slot = ref Slot(seen, out Slab slab);
        if (slab.Count(ref slot) != figures.Length) return false;
        ref uint entry = ref Directory.At(code);
        slot = ref Keep(ref entry, typeof(T) == typeof(float) ? Slab.Kappas : Slab.Hashes, out slab);
        ref byte column = ref Unsafe.Add(ref slot, typeof(T) == typeof(float) ? slab.KappasAt : slab.HashesAt);
        WritePacked(ref Unsafe.As<byte, T>(ref column), slab, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, ulong>(ref slot), 8), figures);
        if (typeof(T) == typeof(float)) MarkDirty(code, ref entry);
        return true;
    }

    /// <summary>Overwrites the values or kappas of a brick with the first of some packed figures.</summary>
    /// <returns>How many it took.</returns>
    public int Overwrite(int code, BlockColumn column, ReadOnlySpan<float> figures)
    {
        ref uint entry = ref Directory.At(code);
        MarkDirty(code, ref entry);
        bool kappas = column == BlockColumn.Kappa;
        ref byte slot = ref Keep(ref entry, kappas ? Slab.Kappas : 0, out Slab slab);
        int count = slab.Count(ref slot);
        ref float figure = ref kappas ? ref slab.Kappa(ref slot, 0) : ref slab.Value(ref slot, 0);
        WritePacked(ref figure, slab, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, ulong>(ref slot), 8), figures[..count]);
        if (!kappas && slab.HasHashes) MemoryMarshal.CreateSpan(ref slab.Hash(ref slot, 0), slab.Capacity).Clear();
        return count;
    }

    /// <summary>Sorts blocks by key and takes the last of each.</summary>
    private static int Sort(ReadOnlySpan<ulong> blocks, Span<ulong> sorted)
    {
        int count = 0;
        foreach (ulong block in blocks)
        {
            int key = Batch.KeyOf(block);
            int at = count;
            while (at > 0 && Batch.KeyOf(sorted[at - 1]) > key) at--;
            if (at > 0 && Batch.KeyOf(sorted[at - 1]) == key)
            {
                sorted[at - 1] = block;
                continue;
            }

            for (int i = count++; i > at; i--) sorted[i] = sorted[i - 1];
            sorted[at] = block;
        }

        return count;
    }

    /// <summary>A brick that had no blocks.</summary>
    private int PutAll(ref uint entry, ReadOnlySpan<ulong> put, ReadOnlySpan<float> values, long time)
    {
        int count = 0;
        foreach (ulong word in put) count += BitOperations.PopCount(word);
        ref byte slot = ref Take(ref entry, count, put, time, out Slab slab);
        Span<float> target = MemoryMarshal.CreateSpan(ref slab.Value(ref slot, 0), slab.IsDense ? Brick.Volume : count);
        if (!slab.IsDense) Packing.Compress(put, values, target);
        else if (count == Brick.Volume) values.CopyTo(target);
        else Mask(put, values, target);
        return count;
    }

    /// <summary>Whether a packed brick has exactly these blocks.</summary>
    [SkipLocalsInit]
    private bool Has(uint entry, ReadOnlySpan<ulong> blocks)
    {
        ref byte slot = ref Slot(entry, out Slab slab);
        Span<ulong> mask = stackalloc ulong[8];
        slab.ReadMask(ref slot, mask);
        return !slab.IsDense && mask.SequenceEqual(blocks);
    }

    /// <summary>Takes a slot for a brick that had no blocks, and says which it has; their values are to be written.</summary>
    private ref byte Take(ref uint entry, int count, ReadOnlySpan<ulong> put, long time, out Slab slab)
    {
        entry = BrickDirectory.Present | (entry & BrickDirectory.Dirty) | ((uint)Slab.ClassOf(count) << 21);
        slab = SlabOf(entry);
        int number = slab.Take();
        entry |= (uint)number;
        ref byte slot = ref slab.Slot(number);
        slab.WriteMask(ref slot, put);
        slab.SetTime(ref slot, 0, time);
        Count += count;
        return ref slot;
    }

    /// <summary>Gives a brick other blocks: what was and stays keeps its columns, what is new is born at a time.</summary>
    private void Rebuild(
        ref uint entry, ref byte old, Slab from, ReadOnlySpan<ulong> was, ReadOnlySpan<ulong> mask, int count, int columns, ReadOnlySpan<float> values, long time)
    {
        int released = (int)(entry & BrickDirectory.SlotBits);
        entry = (entry & (BrickDirectory.Present | BrickDirectory.Dirty)) | ((uint)(Slab.ClassOf(count) | (columns << 5)) << 21);
        Slab to = SlabOf(entry);
        int number = to.Take();
        entry |= (uint)number;
        ref byte slot = ref to.Slot(number);
        to.WriteMask(ref slot, mask);
        WriteColumn(ref Unsafe.Add(ref slot, to.ValuesAt), to, mask, values);
        if (!to.HasTimes) to.SetTime(ref slot, 0, from.Time(ref old, 0));
        if (to.HasKappas) MemoryMarshal.CreateSpan(ref to.Kappa(ref slot, 0), to.Capacity).Clear();
        if (to.Columns != 0)
        {
            int before = 0, now = 0;
            for (int word = 0; word < 8; word++)
            {
                for (ulong bits = was[word] | mask[word]; bits != 0; bits &= bits - 1)
                {
                    int bit = BitOperations.TrailingZeroCount(bits), key = (word << 6) + bit;
                    bool had = (was[word] >> bit & 1) != 0, has = (mask[word] >> bit & 1) != 0;
                    if (has) Carry(ref slot, to, to.IsDense ? key : now, ref old, from, had ? from.IsDense ? key : before : -1, time);
                    now += has ? 1 : 0;
                    before += had ? 1 : 0;
                }
            }
        }

        from.Release(released);
    }

    private void Carry(ref byte slot, Slab to, int position, ref byte old, Slab from, int was, long time)
    {
        if (to.HasTimes) to.SetTime(ref slot, position, was < 0 ? time : from.Time(ref old, was));
        if (to.HasKappas) to.Kappa(ref slot, position) = was < 0 || !from.HasKappas ? _kappa0 : from.Kappa(ref old, was);
        if (to.HasHashes) to.Hash(ref slot, position) = was < 0 || !from.HasHashes ? 0 : from.Hash(ref old, was);
    }

    private static void ClearHashes(Slab slab, ref byte slot, ReadOnlySpan<ulong> mask, ReadOnlySpan<ulong> changed)
    {
        if (!slab.HasHashes) return;
        int next = 0;
        for (int key = 0; key < Brick.Volume; key++)
        {
            if ((mask[key >> 6] >> (key & 63) & 1) == 0) continue;
            if ((changed[key >> 6] >> (key & 63) & 1) != 0) slab.Hash(ref slot, slab.IsDense ? key : next) = 0;
            next++;
        }
    }

    private static void ReadColumn(ref byte column, Slab slab, ReadOnlySpan<ulong> mask, Span<float> dense)
    {
        Span<float> stored = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, float>(ref column), slab.Capacity);
        if (slab.IsDense) stored.CopyTo(dense);
        else Packing.Expand(mask, stored, dense);
    }

    private static void WriteColumn(ref byte column, Slab slab, ReadOnlySpan<ulong> mask, ReadOnlySpan<float> dense)
    {
        Span<float> stored = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, float>(ref column), slab.Capacity);
        if (slab.IsDense) Mask(mask, dense, stored);
        else Packing.Compress(mask, dense, stored);
    }

    private static void ReadPacked<T>(ref byte column, Slab slab, ReadOnlySpan<ulong> mask, Span<T> packed)
        where T : unmanaged
    {
        Span<T> stored = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref column), slab.Capacity);
        if (slab.IsDense) Packing.Compress(mask, stored, packed);
        else stored[..packed.Length].CopyTo(packed);
    }

    private static void WritePacked<T>(ref T column, Slab slab, ReadOnlySpan<ulong> mask, ReadOnlySpan<T> packed)
        where T : unmanaged
    {
        Span<T> stored = MemoryMarshal.CreateSpan(ref column, slab.Capacity);
        if (slab.IsDense) Packing.Expand(mask, packed, stored);
        else packed.CopyTo(stored);
    }

    private static void Mask(ReadOnlySpan<ulong> mask, ReadOnlySpan<float> values, Span<float> dense)
    {
        dense.Clear();
        for (int row = 0; row < 64; row++) Blend((uint)(mask[row >> 3] >> ((row & 7) << 3)) & 0xFF, values.Slice(row << 3, 8), dense.Slice(row << 3, 8));
    }

    private static void Blend(uint lanes, ReadOnlySpan<float> from, Span<float> to)
    {
        if (lanes == 0xFF)
        {
            from.CopyTo(to);
            return;
        }

        for (; lanes != 0; lanes &= lanes - 1)
        {
            int x = BitOperations.TrailingZeroCount(lanes);
            to[x] = from[x];
        }
    }
}
