using System.Buffers;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <content>Many blocks at once.</content>
public sealed partial class BlockArray
{
    private const int Ahead = 32;

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
        ulong[] items = ArrayPool<ulong>.Shared.Rent(values.Length);
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                Dimensions.Check(coordinates[i]);
                CheckValue(values[i]);
                items[i] = Batch.Item(Brick.CodeOf(coordinates[i]), KeyOf(coordinates[i]), values[i]);
            }

            long before = _store.Count;
            Batch.Put(_store, items.AsSpan(0, values.Length), milliseconds);
            _store.CompactWhenWasteful();
            return _store.Count - before;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(items);
        }
    }

    /// <summary>Reads many values; 0 where a block is not active. Fetches ahead, so that many reads wait for memory at the same time.</summary>
    /// <param name="coordinates">Inside the grid.</param>
    /// <param name="values">At least as long.</param>
    /// <exception cref="ArgumentException">A coordinate is outside, or the values are too short.</exception>
    public void GetMany(ReadOnlySpan<Coordinate> coordinates, Span<float> values)
    {
        if (values.Length < coordinates.Length) throw new ArgumentException("There is a value for each coordinate.", nameof(values));
        Span<int> codes = stackalloc int[Ahead], keys = stackalloc int[Ahead];
        Span<uint> entries = stackalloc uint[Ahead];
        for (int start = 0; start < coordinates.Length; start += Ahead)
        {
            ReadOnlySpan<Coordinate> group = coordinates.Slice(start, Math.Min(Ahead, coordinates.Length - start));
            for (int i = 0; i < group.Length; i++)
            {
                Dimensions.Check(group[i]);
                (codes[i], keys[i]) = (Brick.CodeOf(group[i]), KeyOf(group[i]));
                if (i == 0 || codes[i] != codes[i - 1]) _store.Directory.Prefetch(codes[i]);
            }

            for (int i = 0; i < group.Length; i++)
            {
                if (i > 0 && codes[i] == codes[i - 1])
                {
                    entries[i] = entries[i - 1];
                    continue;
                }

                entries[i] = _store.Directory.Read(codes[i]);
                if ((int)entries[i] < 0) _store.Prefetch(entries[i], keys[i]);
            }

            _store.Read(entries[..group.Length], keys, values[start..]);
        }
    }
}
