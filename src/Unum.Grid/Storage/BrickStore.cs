using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// Bricks and what happens inside one: a block is put, taken away, changed. Every brick has the smallest layout that holds it (<see cref="Slab"/>), so most
/// changes of population move a brick to another slab. Codes and keys are valid here, values finite: <see cref="BlockArray"/> has checked them.
/// </summary>
internal sealed partial class BrickStore
{
    private const int Layouts = 256;
    private const long SmallestWaste = 256 * 1024;
    private readonly Slab?[] _slabs = new Slab?[Layouts];
    private readonly float _kappa0;

    public BrickStore(Dimensions dimensions, float kappa0)
    {
        Directory = new(dimensions);
        _kappa0 = kappa0;
    }

    public BrickDirectory Directory { get; }

    /// <summary>Active blocks.</summary>
    public long Count { get; set; }

    /// <summary>Writes into dense bricks without looking until it is told that one may move, or must be marked dirty anew.</summary>
    public BlockWriter? Writer { get; set; }

    public int DirtyCount { get; private set; }

    public float Kappa0 => _kappa0;

    public long Bytes
    {
        get
        {
            long bytes = Directory.Bytes + (Layouts * sizeof(ulong));
            foreach (Slab? slab in _slabs) bytes += slab is null ? 0 : slab.Bytes;
            return bytes;
        }
    }

    /// <summary>The slab and slot of an entry that has blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Slot(uint entry, out Slab slab)
    {
        slab = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slabs), BrickDirectory.Layout(entry))!;
        return ref slab.Slot((int)(entry & BrickDirectory.SlotBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int code, int key, out float value)
    {
        uint entry = Directory.Read(code);
        if ((int)entry < 0)
        {
            ref byte slot = ref Slot(entry, out Slab slab);
            int position = slab.Find(ref slot, key);
            if (position >= 0)
            {
                value = slab.Value(ref slot, position);
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>Starts to fetch what <see cref="Read(ReadOnlySpan{uint}, ReadOnlySpan{int}, Span{float})"/> will read: the index, and where it can be told the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(uint entry, int key)
    {
        if (!Sse.IsSupported) return;
        ref byte slot = ref Slot(entry, out Slab slab);
        Sse.Prefetch0(Unsafe.AsPointer(ref slot));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref slot, slab.IsDense ? Slab.MaskBytes + (key * sizeof(float)) : slab.NearBytes)));
    }

    /// <summary>Starts to fetch the slot of a brick, if it has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(int code)
    {
        uint entry = Directory.Read(code);
        if ((int)entry < 0) Prefetch(entry, 0);
    }

    /// <summary>Starts to fetch the index of a brick, and tells where its 2 KB of values begin, for them to be fetched one after another; less than that are all.</summary>
    public unsafe byte* Fetching(uint entry)
    {
        ref byte slot = ref Slot(entry, out Slab slab);
        byte* at = (byte*)Unsafe.AsPointer(ref slot);
        if (Sse.IsSupported) Sse.Prefetch0(at);
        return slab.IsDense ? at + Slab.MaskBytes : at;
    }

    /// <summary>Starts to fetch the index and the values of a brick.</summary>
    public unsafe void PrefetchWhole(uint entry)
    {
        if (!Sse.IsSupported) return;
        ref byte slot = ref Slot(entry, out Slab slab);
        byte* at = (byte*)Unsafe.AsPointer(ref slot);
        for (int line = 0; line < slab.TimesAt; line += 64) Sse.Prefetch0(at + line);
    }

    /// <summary>Values by their bricks' entries; 0 where not active.</summary>
    public void Read(ReadOnlySpan<uint> entries, ReadOnlySpan<int> keys, Span<float> values)
    {
        uint last = 0;
        Slab slab = null!;
        ref byte slot = ref Unsafe.NullRef<byte>();
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i] != last)
            {
                last = entries[i];
                if ((int)last < 0) slot = ref Slot(last, out slab);
            }

            int position = (int)last < 0 ? slab.Find(ref slot, keys[i]) : -1;
            values[i] = position >= 0 ? slab.Value(ref slot, position) : 0;
        }
    }

    /// <summary>All of a block that is active.</summary>
    public Block BlockAt(uint entry, int key, Coordinate at)
    {
        ref byte slot = ref Slot(entry, out Slab slab);
        int position = slab.Find(ref slot, key);
        return new(
            at,
            slab.Value(ref slot, position),
            slab.HasKappas ? slab.Kappa(ref slot, position) : _kappa0,
            slab.Time(ref slot, position),
            slab.HasHashes ? slab.Hash(ref slot, position) : 0);
    }

    /// <summary>Sets a value; a block that was not active is activated at the time.</summary>
    /// <returns>Whether it was not active.</returns>
    public bool Put(int code, int key, float value, long time)
    {
        ref uint entry = ref Directory.At(code);
        if ((entry & BrickDirectory.Dirty) == 0) MarkDirty(code, ref entry);
        if ((int)entry >= 0)
        {
            PutFirst(ref entry, key, value, time);
            return true;
        }

        ref byte slot = ref Slot(entry, out Slab slab);
        int position = slab.Find(ref slot, key);
        if (position >= 0)
        {
            slab.Value(ref slot, position) = value;
            if (slab.HasHashes) slab.Hash(ref slot, position) = 0;
            return false;
        }

        Count++;
        int columns = slab.HasTimes || slab.Time(ref slot, 0) == time ? slab.Columns : slab.Columns | Slab.Times;
        if (slab.IsDense && columns == slab.Columns)
        {
            slab.Open(ref slot, 0, key, key);
            Fill(slab, ref slot, key, value, time);
            return true;
        }

        int count = slab.Count(ref slot);
        if (count == slab.Capacity || columns != slab.Columns)
        {
            if (slab.IsDense) Writer?.Forget();
            MoveTo(ref entry, ref slot, slab, count, Slab.ClassOf(count == slab.Capacity ? count + 1 : slab.Capacity), columns);
            slot = ref Slot(entry, out slab);
        }

        position = slab.Below(ref slot, key);
        slab.Open(ref slot, count, position, key);
        Fill(slab, ref slot, position, value, time);
        return true;
    }

    /// <summary>Takes a block away.</summary>
    /// <returns>Whether it was active.</returns>
    public bool Remove(int code, int key)
    {
        uint was = Directory.Read(code);
        if ((int)was >= 0) return false;
        ref byte slot = ref Slot(was, out Slab slab);
        int position = slab.Find(ref slot, key);
        if (position < 0) return false;
        ref uint entry = ref Directory.At(code);
        MarkDirty(code, ref entry);
        Count--;
        int count = slab.Count(ref slot);
        slab.Close(ref slot, count, position, key);
        if (--count == 0)
        {
            slab.Release((int)(entry & BrickDirectory.SlotBits));
            entry = BrickDirectory.Dirty;
        }
        else if (ShouldShrink(slab, count))
        {
            Writer?.Forget();
            MoveTo(ref entry, ref slot, slab, count, Slab.ClassOf(count), slab.Columns);
        }

        return true;
    }

    /// <summary>Makes sure that a brick keeps some columns.</summary>
    public ref byte Keep(ref uint entry, int columns, out Slab slab)
    {
        ref byte slot = ref Slot(entry, out slab);
        if ((slab.Columns & columns) == columns) return ref slot;
        Writer?.Forget();
        MoveTo(ref entry, ref slot, slab, slab.Count(ref slot), slab.Class, slab.Columns | columns);
        return ref Slot(entry, out slab);
    }

    public void MarkDirty(int code) => MarkDirty(code, ref Directory.At(code));

    public void MarkDirty(int code, ref uint entry)
    {
        if ((entry & BrickDirectory.Dirty) != 0) return;
        entry |= BrickDirectory.Dirty;
        Directory.MarkPage(code);
        DirtyCount++;
    }

    public void ClearDirty()
    {
        if (DirtyCount == 0) return;
        Directory.ClearDirty();
        DirtyCount = 0;
        Writer?.Forget();
    }

    /// <summary>Makes a brick dense, where an insertion moves nothing: the writer fills it and packs it again.</summary>
    /// <returns>Its slot, which stays where it is until the brick changes its layout; null when it keeps columns, or its blocks have another time.</returns>
    public unsafe byte* Open(int code, long time)
    {
        ref uint entry = ref Directory.At(code);
        MarkDirty(code, ref entry);
        if ((int)entry >= 0)
        {
            entry = BrickDirectory.Present | BrickDirectory.Dirty | (Slab.DenseClass << 21);
            Slab made = SlabOf(entry);
            int number = made.Take();
            entry |= (uint)number;
            ref byte empty = ref made.Slot(number);
            Unsafe.InitBlockUnaligned(ref empty, 0, (uint)made.TimesAt);
            made.SetTime(ref empty, 0, time);
            return (byte*)Unsafe.AsPointer(ref empty);
        }

        ref byte slot = ref Slot(entry, out Slab slab);
        if (slab.Columns != 0 || slab.Time(ref slot, 0) != time) return null;
        if (!slab.IsDense) MoveTo(ref entry, ref slot, slab, slab.Count(ref slot), Slab.DenseClass, 0);
        return (byte*)Unsafe.AsPointer(ref Slot(entry, out _));
    }

    /// <summary>Gives a brick that was opened the layout that fits it.</summary>
    public void Pack(int code)
    {
        uint seen = Directory.Read(code);
        if ((int)seen >= 0) return;
        ref byte slot = ref Slot(seen, out Slab slab);
        int count = slab.Count(ref slot);
        if (slab.IsDense && ShouldShrink(slab, count)) MoveTo(ref Directory.At(code), ref slot, slab, count, Slab.ClassOf(count), slab.Columns);
    }

    /// <summary>Lays all bricks out anew, in Morton order, once more memory lies free than is used.</summary>
    public void CompactWhenWasteful()
    {
        long free = 0, held = 0;
        foreach (Slab? slab in _slabs)
        {
            if (slab is null) continue;
            free += slab.FreeBytes;
            held += slab.Bytes;
        }

        if (free < SmallestWaste || free * 2 < held) return;
        Writer?.Forget();
        Slab?[] old = (Slab?[])_slabs.Clone();
        Array.Clear(_slabs);
        for (int i = 0; i < Directory.Pages; i++)
        {
            foreach (ref uint entry in Directory.WritablePage(i))
            {
                if ((int)entry >= 0) continue;
                Slab from = old[BrickDirectory.Layout(entry)]!, to = SlabOf(entry);
                int slot = to.Take();
                Unsafe.CopyBlockUnaligned(ref to.Slot(slot), ref from.Slot((int)(entry & BrickDirectory.SlotBits)), (uint)from.SlotBytes);
                entry = (entry & ~BrickDirectory.SlotBits) | (uint)slot;
            }
        }

        Directory.Trim();
    }

    private static bool ShouldShrink(Slab slab, int count)
    {
        if (slab.Class == 0) return false;
        int lower = Slab.Capacities[slab.Class - 1];

        // Small bricks cost little to move; a large one waits for an eighth of slack, so that one block going on and off does not move it each time.
        return count <= (slab.Class < Slab.SparseClasses ? lower : lower - (lower / 8));
    }

    private Slab SlabOf(uint entry)
    {
        ref Slab? slab = ref _slabs[BrickDirectory.Layout(entry)];
        return slab ??= new(BrickDirectory.Layout(entry));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill(Slab slab, ref byte slot, int position, float value, long time)
    {
        slab.Value(ref slot, position) = value;
        if (slab.Columns == 0) return;
        if (slab.HasTimes) slab.SetTime(ref slot, position, time);
        if (slab.HasKappas) slab.Kappa(ref slot, position) = _kappa0;
        if (slab.HasHashes) slab.Hash(ref slot, position) = 0;
    }

    private void PutFirst(ref uint entry, int key, float value, long time)
    {
        Slab slab = _slabs[0] ??= new(0);
        int number = slab.Take();
        ref byte slot = ref slab.Slot(number);
        Unsafe.WriteUnaligned(ref slot, (ushort)key);
        slab.Value(ref slot, 0) = value;
        slab.SetTime(ref slot, 0, time);
        entry = BrickDirectory.Present | (entry & BrickDirectory.Dirty) | (uint)number;
        Count++;
    }

    /// <summary>Moves a brick to another layout that holds it.</summary>
    private void MoveTo(ref uint entry, ref byte old, Slab from, int count, int toClass, int columns)
    {
        int released = (int)(entry & BrickDirectory.SlotBits);
        uint layout = (uint)(toClass | (columns << 5)) << 21;
        entry = (entry & (BrickDirectory.Present | BrickDirectory.Dirty)) | layout;
        Slab to = SlabOf(entry);
        int number = to.Take();
        entry |= (uint)number;
        ref byte slot = ref to.Slot(number);
        if (from.IsSparse && to.IsSparse)
        {
            Unsafe.CopyBlockUnaligned(ref slot, ref old, (uint)(count * sizeof(ushort)));
            MemoryMarshal.CreateSpan(ref Unsafe.As<byte, ushort>(ref slot), to.Capacity)[count..].Fill(0xFFFF);
            Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref slot, to.ValuesAt), ref Unsafe.Add(ref old, from.ValuesAt), (uint)(count * sizeof(float)));
            MoveCold(ref slot, to, ref old, from, count);
        }
        else
        {
            Span<ulong> mask = stackalloc ulong[8];
            from.ReadMask(ref old, mask);
            to.WriteMask(ref slot, mask);
            MoveColumn<float>(ref Unsafe.Add(ref slot, to.ValuesAt), to, ref Unsafe.Add(ref old, from.ValuesAt), from, mask, count);
            if (from.IsDense == to.IsDense) MoveCold(ref slot, to, ref old, from, from.IsDense ? Brick.Volume : count);
            else MoveColdBetween(ref slot, to, ref old, from, mask, count);
        }

        from.Release(released);
    }

    /// <summary>Times, kappas and hashes of a brick whose positions stay the same.</summary>
    private void MoveCold(ref byte slot, Slab to, ref byte old, Slab from, int count)
    {
        if (from.HasTimes == to.HasTimes)
        {
            Unsafe.CopyBlockUnaligned(
                ref Unsafe.Add(ref slot, to.TimesAt), ref Unsafe.Add(ref old, from.TimesAt), (uint)(to.HasTimes ? count * Slab.TimeBytes : Slab.TimeBytes));
        }
        else
        {
            long time = from.Time(ref old, 0);
            for (int i = 0; i < count; i++) to.SetTime(ref slot, i, time);
        }

        if (to.HasKappas)
        {
            Span<float> kappas = MemoryMarshal.CreateSpan(ref to.Kappa(ref slot, 0), count);
            if (from.HasKappas) MemoryMarshal.CreateSpan(ref from.Kappa(ref old, 0), count).CopyTo(kappas);
            else FillKappas(kappas, to, ref slot);
        }

        if (!to.HasHashes) return;
        Span<ulong> hashes = MemoryMarshal.CreateSpan(ref to.Hash(ref slot, 0), count);
        if (from.HasHashes) MemoryMarshal.CreateSpan(ref from.Hash(ref old, 0), count).CopyTo(hashes);
        else hashes.Clear();
    }

    /// <summary>Kappas at birth; in a dense slot inactive blocks have 0, as sums over neighbours need.</summary>
    private void FillKappas(Span<float> kappas, Slab slab, ref byte slot)
    {
        if (!slab.IsDense)
        {
            kappas.Fill(_kappa0);
            return;
        }

        ref ulong mask = ref Unsafe.As<byte, ulong>(ref slot);
        for (int key = 0; key < Brick.Volume; key++) kappas[key] = (Unsafe.Add(ref mask, key >> 6) >> (key & 63) & 1) != 0 ? _kappa0 : 0;
    }

    /// <summary>Times, kappas and hashes of a brick that becomes dense or packed.</summary>
    private void MoveColdBetween(ref byte slot, Slab to, ref byte old, Slab from, ReadOnlySpan<ulong> mask, int count)
    {
        if (!from.HasTimes && !to.HasTimes) to.SetTime(ref slot, 0, from.Time(ref old, 0));
        int packed = 0;
        for (int word = 0; word < 8 && to.HasTimes; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1, packed++)
            {
                int key = (word << 6) + BitOperations.TrailingZeroCount(bits);
                to.SetTime(ref slot, to.IsDense ? key : packed, from.Time(ref old, from.IsDense ? key : packed));
            }
        }

        if (to.HasKappas)
        {
            if (from.HasKappas) MoveColumn<float>(ref Unsafe.Add(ref slot, to.KappasAt), to, ref Unsafe.Add(ref old, from.KappasAt), from, mask, count);
            else FillKappas(MemoryMarshal.CreateSpan(ref to.Kappa(ref slot, 0), to.IsDense ? Brick.Volume : count), to, ref slot);
        }

        if (!to.HasHashes) return;
        if (from.HasHashes) MoveColumn<ulong>(ref Unsafe.Add(ref slot, to.HashesAt), to, ref Unsafe.Add(ref old, from.HashesAt), from, mask, count);
        else MemoryMarshal.CreateSpan(ref to.Hash(ref slot, 0), to.Capacity).Clear();
    }

    private static void MoveColumn<T>(ref byte to, Slab toSlab, ref byte from, Slab fromSlab, ReadOnlySpan<ulong> mask, int count)
        where T : unmanaged
    {
        Span<T> source = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref from), fromSlab.IsDense ? Brick.Volume : count);
        Span<T> target = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref to), toSlab.IsDense ? Brick.Volume : count);
        if (fromSlab.IsDense == toSlab.IsDense) source.CopyTo(target);
        else if (toSlab.IsDense) Packing.Expand(mask, source, target);
        else Packing.Compress(mask, source, target);
    }
}
