namespace Unum.Fabric.Mesh;

/// <summary>Remembers the newest message that passed for each node, so that a flood ends by itself.</summary>
/// <remarks>
/// A message passes once, and only when its (timestamp, seq) is above all that passed for its node. A cache of message ids
/// would do in a calm mesh, but forgets under load and lets messages circle; a mark that only rises cannot. It may fall in one
/// case: nothing of the node has passed for <see cref="QuietTicks"/>, so that a node whose clock was set back gets through. An
/// old message can then travel once per node and quiet time, and the views refuse it. Memory: bounded by the number of nodes;
/// a known node is never pushed out by an unknown one.
/// </remarks>
internal sealed class NewsLedger(int maxNodes)
{
    public const long QuietTicks = 10 * TimeSpan.TicksPerSecond;

    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);
    private readonly List<string> _quiet = [];
    private long _nextSearch = long.MinValue;

    /// <summary>Whether the message is news; if so it is remembered.</summary>
    /// <param name="nodeId">Whose message.</param>
    /// <param name="timestamp">Its timestamp in ticks.</param>
    /// <param name="seq">Its sequence number.</param>
    /// <param name="from">The way by which it came; null for our own.</param>
    /// <param name="now">Our clock in ticks.</param>
    /// <param name="sameWay">Whether the node's last news came by the same way: then an old message is no echo of the flood.</param>
    public bool Pass(string nodeId, long timestamp, long seq, object? from, long now, out bool sameWay)
    {
        sameWay = false;
        if (_marks.TryGetValue(nodeId, out Mark mark))
        {
            bool newer = timestamp > mark.Timestamp || (timestamp == mark.Timestamp && seq > mark.Seq);
            sameWay = ReferenceEquals(mark.From, from);
            if (!newer && now - mark.At < QuietTicks) return false;
        }
        else if (_marks.Count >= maxNodes && !MakeRoom(now))
        {
            return false;
        }

        _marks[nodeId] = new Mark(timestamp, seq, now, from);
        return true;
    }

    private bool MakeRoom(long now)
    {
        if (now < _nextSearch) return false;
        _nextSearch = now + TimeSpan.TicksPerSecond;
        _quiet.Clear();
        foreach ((string id, Mark mark) in _marks)
        {
            if (now - mark.At >= QuietTicks) _quiet.Add(id);
        }

        foreach (string id in _quiet) _marks.Remove(id);
        return _quiet.Count > 0;
    }

    private readonly record struct Mark(long Timestamp, long Seq, long At, object? From);
}
