using System.Collections.Concurrent;

namespace Unum.Node.Konomi.Api;

/// <summary>Counts calls by route and status, and how long they took, for GET /metrics.</summary>
internal sealed class CallTally
{
    /// <summary>Upper ends of the histogram's buckets, in seconds.</summary>
    public static readonly double[] Buckets = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(string Route, int Status), Cell> _cells = new();

    public void Count(string route, int status, TimeSpan took)
    {
        Cell cell = _cells.GetOrAdd((route, status), static _ => new Cell());
        double seconds = took.TotalSeconds;
        int bucket = 0;
        while (bucket < Buckets.Length && seconds > Buckets[bucket]) bucket++;
        Interlocked.Increment(ref cell.Counts[bucket]);
        Interlocked.Add(ref cell.Microseconds, (long)(seconds * 1e6));
    }

    /// <summary>Counts by route and status: of each bucket not cumulated, the last beyond all, and the sum of seconds.</summary>
    public IEnumerable<(string Route, int Status, long[] Counts, double Seconds)> Read() =>
        _cells.OrderBy(c => c.Key.Route, StringComparer.Ordinal).ThenBy(c => c.Key.Status)
            .Select(c => (c.Key.Route, c.Key.Status, c.Value.Counts.ToArray(), Interlocked.Read(ref c.Value.Microseconds) / 1e6));

    private sealed class Cell
    {
        public readonly long[] Counts = new long[Buckets.Length + 1];
        public long Microseconds;
    }
}
