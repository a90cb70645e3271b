using System.Threading.Channels;
using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>What changes in a region, in the order of the history. Holds at most so many changes; who reads too slowly is told to resync, and no memory grows.</summary>
public sealed class GridChangeFeed : IDisposable
{
    /// <summary>Most blocks that one change lists; more are told as a box.</summary>
    public const int MostBlocks = 1024;

    private readonly Channel<GridChange> _changes;
    private readonly Action<GridChangeFeed> _closed;

    internal GridChangeFeed(Coordinate low, Coordinate high, int capacity, Action<GridChangeFeed> closed)
    {
        (Low, High, _closed) = (low, high, closed);
        _changes = Channel.CreateBounded<GridChange>(new BoundedChannelOptions(capacity) { SingleWriter = true });
    }

    /// <summary>Lowest corner of the region.</summary>
    public Coordinate Low { get; }

    /// <summary>Highest corner, included.</summary>
    public Coordinate High { get; }

    /// <summary>The changes as they come; ends when the feed or the instance is closed.</summary>
    public IAsyncEnumerable<GridChange> ReadAllAsync(CancellationToken cancellationToken = default) => _changes.Reader.ReadAllAsync(cancellationToken);

    /// <summary>A change that is there already.</summary>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GridChange? change) => _changes.Reader.TryRead(out change);

    /// <inheritdoc/>
    public void Dispose()
    {
        _changes.Writer.TryComplete();
        _closed(this);
    }

    internal void OfferBox(long sequence, Coordinate low, Coordinate high)
    {
        Coordinate from = new(Math.Max(low.X, Low.X), Math.Max(low.Y, Low.Y), Math.Max(low.Z, Low.Z));
        Coordinate to = new(Math.Min(high.X, High.X), Math.Min(high.Y, High.Y), Math.Min(high.Z, High.Z));
        if (from.X <= to.X && from.Y <= to.Y && from.Z <= to.Z) Offer(new(sequence, GridChangeKind.Box, from, to, []));
    }

    internal void OfferBlocks(long sequence, ReadOnlySpan<Coordinate> at)
    {
        List<Coordinate>? inside = null;
        Coordinate low = High, high = Low;
        foreach (Coordinate one in at)
        {
            if (one.X < Low.X || one.Y < Low.Y || one.Z < Low.Z || one.X > High.X || one.Y > High.Y || one.Z > High.Z) continue;
            (low, high) = (new(Math.Min(low.X, one.X), Math.Min(low.Y, one.Y), Math.Min(low.Z, one.Z)), new(Math.Max(high.X, one.X), Math.Max(high.Y, one.Y), Math.Max(high.Z, one.Z)));
            inside ??= [];
            if (inside.Count <= MostBlocks) inside.Add(one);
        }

        if (inside is not null) Offer(new(sequence, inside.Count > MostBlocks ? GridChangeKind.Box : GridChangeKind.Blocks, low, high, inside.Count > MostBlocks ? [] : inside));
    }

    // What waits is worth nothing any more once something is lost: the order to resync covers all of it.
    private void Offer(GridChange change)
    {
        if (_changes.Writer.TryWrite(change)) return;
        while (_changes.Reader.TryRead(out _))
        {
            // Thrown away.
        }

        _changes.Writer.TryWrite(new(change.Sequence, GridChangeKind.Resync, Low, High, []));
    }
}
