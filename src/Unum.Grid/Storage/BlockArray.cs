using System.Runtime.CompilerServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// A sparse grid of up to 1024 x 1024 x 1024 blocks whose memory grows with the active ones alone. Not thread-safe: one writer, or any number of readers
/// while nobody writes.
/// </summary>
/// <remarks>
/// Purpose: random, planar and dense sets of blocks, each small and fast. Blocks are kept by bricks of 8 x 8 x 8 (the idea of the leaf in OpenVDB, K. Museth,
/// 2013) that a paged flat directory finds by Morton code: two dependent loads instead of a tree or a hash. A brick has the smallest of 18 layouts that holds
/// its population, drawn at <see cref="Slab"/>: sorted keys up to 32 blocks, found by one 512-bit compare; mask and packed values up to 256; then all 512.
/// A brick keeps one activation time while all of its blocks share it, and columns of times, kappas and hashes only once they are needed; links are aside.
/// <code>
/// coordinate -> Morton code (30 bits) = brick (21) . key in the brick is x + 8y + 64z (9 bits)
/// directory [brick] -> class, columns, slot -> chunk of the slab -> index | values | times | kappas | hashes
/// </code>
/// Complexity: read and write O(1); a write may move its brick, at most 512 blocks; a face or a batch works on whole bricks; memory 6 bytes a block plus 6 a
/// brick and 4 a brick of the directory's touched pages when sparse, 4.14 bytes a block when dense.
/// </remarks>
public sealed partial class BlockArray
{
    /// <summary>First millisecond since 1970 that a block cannot be activated in: times have 47 bits.</summary>
    public const long EndOfTime = 1L << 47;

    private readonly BrickStore _store;
    private readonly LinkTable _links = new();
    private readonly MillisecondClock _clock;

    /// <summary>An empty grid.</summary>
    /// <param name="dimensions">Its size.</param>
    /// <param name="time">Tells when blocks are activated.</param>
    /// <param name="kappa0">Kappa of a new block, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimensions are none, or kappa is not 0 to 1.</exception>
    public BlockArray(Dimensions dimensions, TimeProvider time, float kappa0 = .6f)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (dimensions == default) throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, "A grid has at least one block.");
        CheckKappa(kappa0);
        Dimensions = dimensions;
        _clock = new(time);
        _store = new(dimensions, kappa0);
    }

    /// <summary>Its size.</summary>
    public Dimensions Dimensions { get; }

    /// <summary>Kappa of a block whose kappa was never set.</summary>
    public float Kappa0 => _store.Kappa0;

    /// <summary>Active blocks.</summary>
    public long Count => _store.Count;

    /// <summary>Counted memory in bytes: directory, slots (free ones included) and links.</summary>
    public long Bytes => _store.Bytes + _links.Bytes;

    /// <summary>Makes a block active and gives it a value. Its activation time is set only when it was not active.</summary>
    /// <returns>Whether it was not active.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or the value is not finite.</exception>
    public bool Activate(Coordinate at, float value = 1f) => Activate(at, value, Now());

    /// <summary><see cref="Activate(Coordinate, float)"/> at a time that the caller tells, as a replay does.</summary>
    /// <param name="at">Where.</param>
    /// <param name="value">Finite.</param>
    /// <param name="milliseconds">Since 1970 UTC, 0 to, not including, <see cref="EndOfTime"/>.</param>
    /// <returns>Whether it was not active.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, the value is not finite, or the time is out of range.</exception>
    public bool Activate(Coordinate at, float value, long milliseconds)
    {
        Dimensions.Check(at);
        CheckValue(value);
        CheckTime(milliseconds);
        return _store.Put(Brick.CodeOf(at), KeyOf(at), value, milliseconds);
    }

    /// <summary>Makes a block inactive: its value, kappa, time, hash and links are gone.</summary>
    /// <returns>Whether it was active.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public bool Deactivate(Coordinate at)
    {
        Dimensions.Check(at);
        if (!_store.Remove(Brick.CodeOf(at), KeyOf(at))) return false;
        if (_links.Blocks > 0) Unlink(Morton.Encode(at));
        if ((_store.Count & 1023) == 0) _store.CompactWhenWasteful();
        return true;
    }

    /// <summary>Whether a block is active.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public bool IsActive(Coordinate at) => TryGet(at, out _);

    /// <summary>Reads a value; false when the block is not active.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public bool TryGet(Coordinate at, out float value)
    {
        Dimensions.Check(at);
        return _store.TryGet(Brick.CodeOf(at), KeyOf(at), out value);
    }

    /// <summary>Reads a value; 0 when the block is not active.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public float Get(Coordinate at)
    {
        TryGet(at, out float value);
        return value;
    }

    /// <summary>Writes a value; activates the block if need be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or the value is not finite.</exception>
    public void Set(Coordinate at, float value) => Activate(at, value, Now());

    /// <summary>Writes many blocks one after another, faster than one by one.</summary>
    /// <param name="milliseconds">When those that are not active are activated: since 1970 UTC, 0 to, not including, <see cref="EndOfTime"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another writer was not disposed of.</exception>
    public BlockWriter Write(long milliseconds)
    {
        CheckTime(milliseconds);
        if (_store.Writer is not null) throw new InvalidOperationException("The array has a writer already; it has to be disposed of first.");
        return _store.Writer = new(_store, Dimensions, milliseconds);
    }

    /// <summary>Reads a whole block; false when it is not active.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public bool TryGetBlock(Coordinate at, out Block block)
    {
        Dimensions.Check(at);
        if (!TryEntry(at, out uint entry))
        {
            block = default;
            return false;
        }

        block = _store.BlockAt(entry, KeyOf(at), at);
        return true;
    }

    /// <summary>Sets the kappa of an active block.</summary>
    /// <returns>Whether it is active; nothing happens when it is not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or kappa is not 0 to 1.</exception>
    public bool SetKappa(Coordinate at, float kappa)
    {
        Dimensions.Check(at);
        CheckKappa(kappa);
        if (!TryEntry(at, out _)) return false;
        ref uint entry = ref _store.Directory.At(Brick.CodeOf(at));
        _store.MarkDirty(Brick.CodeOf(at), ref entry);
        ref byte slot = ref _store.Keep(ref entry, Slab.Kappas, out Slab slab);
        slab.Kappa(ref slot, slab.Find(ref slot, KeyOf(at))) = kappa;
        return true;
    }

    /// <summary>Keeps a hash with an active block until its value changes. Does not make its brick dirty.</summary>
    /// <returns>Whether it is active; nothing happens when it is not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public bool SetHash(Coordinate at, ulong hash)
    {
        Dimensions.Check(at);
        if (!TryEntry(at, out _)) return false;
        ref byte slot = ref _store.Keep(ref _store.Directory.At(Brick.CodeOf(at)), Slab.Hashes, out Slab slab);
        slab.Hash(ref slot, slab.Find(ref slot, KeyOf(at))) = hash;
        return true;
    }

    /// <summary>Tells the active neighbours of a block, which itself need not be active.</summary>
    /// <param name="at">The block.</param>
    /// <param name="adjacency">Which offsets count, told in their order.</param>
    /// <param name="active">Receives the coordinates; at least as long as the adjacency has offsets.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or the span is too short.</exception>
    public int Neighbours(Coordinate at, Adjacency adjacency, Span<Coordinate> active)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        Dimensions.Check(at);
        ArgumentOutOfRangeException.ThrowIfLessThan(active.Length, adjacency.Offsets.Length, nameof(active));
        int count = 0;
        foreach (Coordinate by in adjacency.Offsets)
        {
            Coordinate there = new(at.X + by.X, at.Y + by.Y, at.Z + by.Z);
            if (Dimensions.Contains(there) && _store.TryGet(Brick.CodeOf(there), KeyOf(there), out _)) active[count++] = there;
        }

        return count;
    }

    /// <summary>All active blocks in Morton order.</summary>
    public BlockSequence Blocks() => new(_store, default, new(Dimensions.X - 1, Dimensions.Y - 1, Dimensions.Z - 1));

    /// <summary>The active blocks of a box, in Morton order.</summary>
    /// <param name="low">Least corner, inside the grid.</param>
    /// <param name="high">Greatest corner, inclusive, inside the grid, nowhere less than <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">A corner is outside the grid, or the box is turned round.</exception>
    public BlockSequence Region(Coordinate low, Coordinate high)
    {
        Dimensions.Check(low);
        Dimensions.Check(high);
        if (high.X < low.X || high.Y < low.Y || high.Z < low.Z)
            throw new ArgumentException(FormattableString.Invariant($"The box from {low} to {high} is turned round: no axis may end before it starts."), nameof(high));
        return new(_store, low, high);
    }

    /// <summary>Where a block is in its brick: x + 8y + 64z of the lowest three bits each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int KeyOf(Coordinate at) => (at.X & 7) | ((at.Y & 7) << 3) | ((at.Z & 7) << 6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckValue(float value)
    {
        if (!float.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A block's value is a finite number.");
    }

    private static void CheckKappa(float kappa)
    {
        if (!(kappa is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "A kappa is 0 to 1.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckTime(long milliseconds)
    {
        if ((ulong)milliseconds >= EndOfTime)
            throw new ArgumentOutOfRangeException(nameof(milliseconds), milliseconds, "A time is 0 to 2^47 milliseconds since 1970.");
    }

    private long Now() => _clock.Now();

    private bool TryEntry(Coordinate at, out uint entry)
    {
        entry = _store.Directory.Read(Brick.CodeOf(at));
        if ((int)entry >= 0) return false;
        ref byte slot = ref _store.Slot(entry, out Slab slab);
        return slab.Find(ref slot, KeyOf(at)) >= 0;
    }
}
