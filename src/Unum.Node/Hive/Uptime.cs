using System.Globalization;

namespace Unum.Node.Hive;

/// <summary>
/// How much of its time a node was there: of the last week, or of the time since its first start when that is shorter. Kept as a file of spans, written every half minute, so a crash costs
/// at most that much. Times are seconds since 1970; a clock that was set back does not count twice.
/// </summary>
internal sealed class Uptime
{
    private const int MostSpans = 4096;
    private const long Week = 7 * 24 * 3600;
    private const long WriteEvery = 30;
    private readonly string? _file;
    private readonly TimeProvider _time;
    private readonly List<(long From, long To)> _spans = [];
    private readonly long _first;
    private long _written;

    /// <summary>Begins a span.</summary>
    /// <param name="file">Where the spans are kept; null keeps none. A damaged line is left out.</param>
    /// <param name="time">The clock.</param>
    public Uptime(string? file, TimeProvider time)
    {
        (_file, _time) = (file, time);
        long now = Now;
        if (file is not null && File.Exists(file))
        {
            foreach (string line in File.ReadLines(file).Take(MostSpans))
            {
                string[] parts = line.Split(' ');
                if (parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out long from) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long to)
                    && from <= to && to <= now && (_spans.Count == 0 || from >= _spans[^1].To)) _spans.Add((from, to));
            }
        }

        _first = _spans.Count > 0 ? _spans[0].From : now;
        _spans.Add((now, now));
        Write(now);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Notes that the node is there.</summary>
    /// <returns>Its share of the time, 0 to 1.</returns>
    public double Note()
    {
        long now = Math.Max(Now, _spans[^1].To);
        _spans[^1] = (_spans[^1].From, now);
        if (now - _written >= WriteEvery) Write(now);
        long since = Math.Max(_first, now - Week);
        long there = _spans.Sum(s => Math.Max(0, s.To - Math.Max(s.From, since)));
        return now == since ? 1 : (double)there / (now - since);
    }

    /// <summary>Written beside and moved. The first span stays, however old: it says since when the node is counted.</summary>
    private void Write(long now)
    {
        _written = now;
        while (_spans.Count > 2 && (_spans[1].To < now - Week || _spans.Count > MostSpans)) _spans.RemoveAt(1);
        if (_file is null) return;
        try
        {
            File.WriteAllLines(_file + ".new", _spans.Select(static s => FormattableString.Invariant($"{s.From} {s.To}")));
            File.Move(_file + ".new", _file, overwrite: true);
        }
        catch (IOException)
        {
            // A full disk: the share is still told, and written the next time.
        }
    }
}
