using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>Everybody who watches an instance.</summary>
internal sealed class GridFeeds(Dimensions dimensions) : IDisposable
{
    private volatile GridChangeFeed[] _feeds = [];
    private readonly Lock _gate = new();

    public GridChangeFeed Subscribe(Coordinate low, Coordinate high, int capacity)
    {
        dimensions.Check(low);
        dimensions.Check(high);
        if (high.X < low.X || high.Y < low.Y || high.Z < low.Z) throw new ArgumentException(FormattableString.Invariant($"The box from {low} to {high} is turned round."), nameof(high));
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        GridChangeFeed feed = new(low, high, capacity, closed =>
        {
            lock (_gate) _feeds = [.. _feeds.Where(f => f != closed)];
        });
        lock (_gate) _feeds = [.. _feeds, feed];
        return feed;
    }

    /// <summary>Tells an operation to those whose region it touches. Called by the writer.</summary>
    public void Publish(long sequence, GridOperation operation)
    {
        GridChangeFeed[] feeds = _feeds;
        if (feeds.Length == 0) return;
        switch (operation)
        {
            case GridOperation.Face o:
                (Coordinate low, Coordinate high) = Box(o);
                foreach (GridChangeFeed feed in feeds) feed.OfferBox(sequence, low, high);
                break;
            case GridOperation.Set o: Points(feeds, sequence, [o.At]); break;
            case GridOperation.Activate o: Points(feeds, sequence, [o.At]); break;
            case GridOperation.Deactivate o: Points(feeds, sequence, [o.At]); break;
            case GridOperation.Process o: Points(feeds, sequence, [o.At]); break;
            case GridOperation.Link o: Points(feeds, sequence, [o.Source, o.Target]); break;
            case GridOperation.Unlink o: Points(feeds, sequence, [o.Source, o.Target]); break;
            case GridOperation.SetMany o: Points(feeds, sequence, o.At.Span); break;
            case GridOperation.SetKappas o: Points(feeds, sequence, o.At.Span); break;
        }
    }

    public void Dispose()
    {
        foreach (GridChangeFeed feed in _feeds) feed.Dispose();
    }

    private static void Points(GridChangeFeed[] feeds, long sequence, ReadOnlySpan<Coordinate> at)
    {
        foreach (GridChangeFeed feed in feeds) feed.OfferBlocks(sequence, at);
    }

    private (Coordinate Low, Coordinate High) Box(GridOperation.Face face)
    {
        (int x, int y, int z) = (dimensions.X - 1, dimensions.Y - 1, dimensions.Z - 1);
        return face.Plane switch
        {
            Plane.X => (new(face.Index, 0, 0), new(face.Index, y, z)),
            Plane.Y => (new(0, face.Index, 0), new(x, face.Index, z)),
            _ => (new(0, 0, face.Index), new(x, y, face.Index)),
        };
    }
}
