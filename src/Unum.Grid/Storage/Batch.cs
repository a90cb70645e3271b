using System.Buffers;
using System.Runtime.CompilerServices;

namespace Unum.Grid.Storage;

/// <summary>
/// Puts many blocks at once: a counting sort over directory pages and one over the bricks of a page, both stable, so that directory and slots are touched once, in
/// order, and while they are in the cache. An item is brick (21 bits) . key (9) . bits of the value (32): sorting by the brick never tears it apart.
/// </summary>
internal static class Batch
{
    private const int SortFrom = 512, WholeFrom = 12, Ahead = 16, KeyShift = 32, BrickShift = 41, PageShift = BrickShift + BrickDirectory.PageShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Item(int brick, int key, float value) =>
        ((ulong)(uint)brick << BrickShift) | ((ulong)(uint)key << KeyShift) | BitConverter.SingleToUInt32Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BrickOf(ulong item) => (int)(item >> BrickShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyOf(ulong item) => (int)(item >> KeyShift) & (Brick.Volume - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ValueOf(ulong item) => BitConverter.UInt32BitsToSingle((uint)item);

    /// <summary>Puts items, of which the last of equal place stays.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="items">Of blocks inside the grid, with finite values; left in any order.</param>
    /// <param name="milliseconds">When those that are not active are activated.</param>
    public static void Put(BrickStore store, Span<ulong> items, long milliseconds)
    {
        if (items.Length < SortFrom)
        {
            PutRuns(store, items, milliseconds);
            return;
        }

        ulong[] rented = ArrayPool<ulong>.Shared.Rent(items.Length);
        int[] starts = ArrayPool<int>.Shared.Rent(store.Directory.Pages);
        try
        {
            Span<int> pages = starts.AsSpan(0, store.Directory.Pages);
            Span<ulong> sorted = rented.AsSpan(0, items.Length);
            pages.Clear();
            foreach (ulong item in items) pages[(int)(item >> PageShift)]++;
            Scatter(items, sorted, pages, PageShift, int.MaxValue);
            int start = 0;
            foreach (int end in pages)
            {
                PutPage(store, sorted[start..end], items, milliseconds);
                start = end;
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    /// <summary>Stable counting sort by some bits of the items; turns how many have each figure into where each run ends.</summary>
    private static void Scatter(ReadOnlySpan<ulong> items, Span<ulong> sorted, Span<int> counts, int shift, int mask)
    {
        int sum = 0;
        foreach (ref int count in counts) (count, sum) = (sum, sum + count);
        foreach (ulong item in items) sorted[counts[(int)(item >> shift) & mask]++] = item;
    }

    [SkipLocalsInit]
    private static void PutPage(BrickStore store, Span<ulong> items, Span<ulong> scratch, long milliseconds)
    {
        if (items.Length < SortFrom)
        {
            PutRuns(store, items, milliseconds);
            return;
        }

        const int mask = BrickDirectory.PageLength - 1;
        Span<int> bricks = stackalloc int[BrickDirectory.PageLength];
        bricks.Clear();
        foreach (ulong item in items) bricks[(int)(item >> BrickShift) & mask]++;
        Scatter(items, scratch, bricks, BrickShift, mask);
        PutRuns(store, scratch[..items.Length], milliseconds);
    }

    /// <summary>Puts runs of items of one brick: short ones block by block, long ones as a whole.</summary>
    [SkipLocalsInit]
    private static void PutRuns(BrickStore store, ReadOnlySpan<ulong> items, long milliseconds)
    {
        Span<float> values = stackalloc float[Brick.Volume];
        Span<ulong> mask = stackalloc ulong[Brick.Volume / 64];
        for (int start = 0, end; start < items.Length; start = end)
        {
            if (start + (2 * Ahead) < items.Length) store.Directory.Prefetch(BrickOf(items[start + (2 * Ahead)]));
            if (start + Ahead < items.Length) store.PrefetchSlot(BrickOf(items[start + Ahead]));
            int code = BrickOf(items[start]);
            for (end = start + 1; end < items.Length && BrickOf(items[end]) == code;) end++;
            ReadOnlySpan<ulong> run = items[start..end];
            if (run.Length < WholeFrom)
            {
                if (store.TryPutFew(code, run, milliseconds)) continue;
                foreach (ulong item in run) store.Put(code, KeyOf(item), ValueOf(item), milliseconds);
                continue;
            }

            mask.Clear();
            foreach (ulong item in run)
            {
                int key = KeyOf(item);
                mask[key >> 6] |= 1UL << key;
                values[key] = ValueOf(item);
            }

            store.PutMany(code, mask, values, milliseconds);
        }
    }
}
