using System.Threading.Channels;
using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>What changes in a region, in the order of the history. Holds at most so many changes; who reads too slowly is told to resync.</summary>
public sealed class GridChangeFeed : IDisposable
{
    private readonly Channel<GridChange> _changes;
    private readonly Action<GridChangeFeed> _closed;
    private bool _lost;

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
    public bool TryRead(out GridChange? change) => _changes.Reader.TryRead(out change);

    /// <inheritdoc/>
    public void Dispose()
    {
        _changes.Writer.TryComplete();
        _closed(this);
    }

    /// <summary>Offers a change; called by the writer only.</summary>
    internal void Offer(GridChange change)
    {
        if (_lost) change = change with { Kind = GridChangeKind.Resync, Low = Low, High = High, Blocks = [] };
        _lost = !_changes.Writer.TryWrite(change);
    }
}
