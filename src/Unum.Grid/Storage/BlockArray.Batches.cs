using System.Buffers;
using System.Runtime.CompilerServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <content>
/// Many blocks at once. A batch is first brought into brick order by a counting sort over directory pages and one over the bricks of a page, both stable, so that
/// directory and slots are touched once and while they are in the cache; a read fetches ahead instead.
/// </content>
public sealed partial class BlockArray
{
    private const int SortFrom = 512, WholeFrom = 12, Ahead = 32;

    /// <summary>Activates many blocks and gives them values; where a coordinate comes twice the last value stays. Nothing happens when one is refused.</summary>
    /// <param name="coordinates">Inside the grid.</param>
    /// <param name="values">As many, finite.</param>
    /// <returns>How many were not active.</returns>
    /// <exception cref="ArgumentException">One is refused, or the lengths differ.</exception>
    public long InsertMany(ReadOnlySpan<Coordinate> coordinates, ReadOnlySpan<float> values) => InsertMany(coordinates, values, Now());

    /// <summary><see cref="InsertMany(ReadOnlySpan{Coordinate}, ReadOnlySpan{float})"/> at a time that the caller tells, as a replay does.</summary>
    /// <param name="coordinates">Inside the grid.</param>
    /// <param name="values">As many, finite.</param>
    /// <param name="milliseconds">Since 1970 UTC, 0 to, not including, <see cref="EndOfTime"/>.</param>
    /// <returns>How many were not active.</returns>
    /// <exception cref="ArgumentException">One is refused, or the lengths differ.</exception>
    public long InsertMany(ReadOnlySpan<Coordinate> coordinates, ReadOnlySpan<float> values, long milliseconds)
    {
        if (coordinates.Length != values.Length) throw new ArgumentException("There are as many values as coordinates.", nameof(values));
        CheckTime(milliseconds);
        int length = values.Length;
        ulong[] items = ArrayPool<ulong>.Shared.Rent(length), sorted = ArrayPool<ulong>.Shared.Rent(length);
        int[] starts = ArrayPool<int>.Shared.Rent(_store.Directory.Pages + 1);
        try
        {
            Span<int> pages = starts.AsSpan(0, _store.Directory.Pages + 1);
            Pack(coordinates, values, items, pages);
            long before = _store.Count;
            if (length < SortFrom)
            {
                PutRuns(items.AsSpan(0, length), milliseconds);
            }
            else
            {
                Scatter(items.AsSpan(0, length), sorted, pages);
                for (int page = 0, start = 0; page < pages.Length - 1; page++)
                {
                    int end = pages[page];
                    PutPage(sorted.AsSpan(start, end - start), items, milliseconds);
                    start = end;
                }
            }

            _store.CompactWhenWasteful();
            return _store.Count - before;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(items);
            ArrayPool<ulong>.Shared.Return(sorted);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    /// <summary>Reads many values; 0 where a block is not active. Fetches ahead, so that many reads wait for memory at the same time.</summary>
    /// <param name="coordinates">Inside the grid.</param>
    /// <param name="values">At least as long.</param>
    /// <exception cref="ArgumentException">A coordinate is outside, or the values are too short.</exception>
    public void GetMany(ReadOnlySpan<Coordinate> coordinates, Span<float> values)
    {
        if (values.Length < coordinates.Length) throw new ArgumentException("There is a value for each coordinate.", nameof(values));
        Span<uint> codes = stackalloc uint[Ahead], entries = stackalloc uint[Ahead];
        for (int start = 0; start < coordinates.Length; start += Ahead)
        {
            ReadOnlySpan<Coordinate> group = coordinates.Slice(start, Math.Min(Ahead, coordinates.Length - start));
            for (int i = 0; i < group.Length; i++)
            {
                Dimensions.Check(group[i]);
                uint code = (uint)Brick.CodeOf(group[i]);
                codes[i] = (code << 9) | (uint)KeyOf(group[i]);
                _store.Directory.Prefetch((int)code);
            }

            for (int i = 0; i < group.Length; i++)
            {
                uint entry = entries[i] = _store.Directory.Read((int)(codes[i] >> 9));
                if ((int)entry < 0) _store.Prefetch(entry, (int)(codes[i] & 511));
            }

            for (int i = 0; i < group.Length; i++) values[start + i] = _store.ValueOf(entries[i], (int)(codes[i] & 511));
        }
    }

    /// <summary>Items are brick (21 bits) . key (9) . bits of the value (32): sorting them by the brick never tears them apart.</summary>
    private void Pack(ReadOnlySpan<Coordinate> coordinates, ReadOnlySpan<float> values, Span<ulong> items, Span<int> pages)
    {
        pages.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            Coordinate at = coordinates[i];
            Dimensions.Check(at);
            CheckValue(values[i]);
            uint code = (uint)Brick.CodeOf(at);
            pages[(int)(code >> BrickDirectory.PageShift)]++;
            items[i] = ((ulong)((code << 9) | (uint)KeyOf(at)) << 32) | BitConverter.SingleToUInt32Bits(values[i]);
        }
    }

    /// <summary>Stable counting sort by directory page; leaves the ends of the pages' runs.</summary>
    private static void Scatter(ReadOnlySpan<ulong> items, Span<ulong> sorted, Span<int> pages)
    {
        for (int page = 0, sum = 0; page < pages.Length; page++) (pages[page], sum) = (sum, sum + pages[page]);
        foreach (ulong item in items) sorted[pages[(int)(item >> (41 + BrickDirectory.PageShift))]++] = item;
    }

    [SkipLocalsInit]
    private void PutPage(Span<ulong> items, Span<ulong> scratch, long milliseconds)
    {
        if (items.Length < SortFrom)
        {
            PutRuns(items, milliseconds);
            return;
        }

        const int mask = BrickDirectory.PageLength - 1;
        Span<int> starts = stackalloc int[BrickDirectory.PageLength];
        starts.Clear();
        foreach (ulong item in items) starts[(int)(item >> 41) & mask]++;
        int sum = 0;
        foreach (ref int start in starts) (start, sum) = (sum, sum + start);
        foreach (ulong item in items) scratch[starts[(int)(item >> 41) & mask]++] = item;
        PutRuns(scratch[..items.Length], milliseconds);
    }

    /// <summary>Puts runs of items of one brick: short ones block by block, long ones as a whole.</summary>
    [SkipLocalsInit]
    private void PutRuns(ReadOnlySpan<ulong> items, long milliseconds)
    {
        Span<float> values = stackalloc float[Brick.Volume];
        Span<ulong> mask = stackalloc ulong[MaskWords];
        for (int start = 0, end; start < items.Length; start = end)
        {
            uint code = (uint)(items[start] >> 41);
            for (end = start + 1; end < items.Length && (uint)(items[end] >> 41) == code;) end++;
            ReadOnlySpan<ulong> run = items[start..end];
            if (run.Length < WholeFrom)
            {
                foreach (ulong item in run) _store.Put((int)code, (int)(item >> 32) & 511, BitConverter.UInt32BitsToSingle((uint)item), milliseconds);
                continue;
            }

            mask.Clear();
            foreach (ulong item in run)
            {
                int key = (int)(item >> 32) & 511;
                mask[key >> 6] |= 1UL << key;
                values[key] = BitConverter.UInt32BitsToSingle((uint)item);
            }

            _store.PutMany((int)code, mask, values, milliseconds);
        }
    }
}
