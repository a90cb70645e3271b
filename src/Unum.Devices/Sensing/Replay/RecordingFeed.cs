using System.Numerics;
using System.Text;

namespace Unum.Devices.Sensing.Replay;

/// <summary>
/// One pass over a recording that feeds all its sensors: whoever is read first moves the pass on to that time and leaves the
/// others' samples in their rings, so that the recording is read once and its sensors stay in step.
/// </summary>
internal sealed class RecordingFeed : IDisposable
{
    private const int LongestQueue = 1 << 17;
    private readonly Lock _gate = new();
    private readonly HealthCell _health = new();
    private readonly LineReader _lines;
    private readonly byte[][] _ids;
    private readonly SampleRing[] _rings;
    private readonly string _path;
    private readonly bool _loop;
    private ReplayClock _clock;
    private SensorSample _next;
    private int _nextPlace = -1;
    private int _users;
    private bool _any;
    private bool _ended;

    /// <summary>Opens the recording at <paramref name="path"/> for its sensors.</summary>
    public RecordingFeed(string path, IReadOnlyList<SensorDescription> sensors, double speed, bool loop)
    {
        _lines = new LineReader(path);
        _path = path;
        _loop = loop;
        _clock = new ReplayClock(speed);
        _ids = [.. sensors.Select(s => Encoding.UTF8.GetBytes(s.Id.Replace("\"", "\"\"", StringComparison.Ordinal)))];
        _rings = [.. sensors.Select(_ => new SampleRing(LongestQueue))];
        _users = sensors.Count;
        _health.Live();
    }

    public SensorHealth Health => _health.Value;

    public long Dropped(int place) => _rings[place].Dropped;

    public int Read(int place, DateTimeOffset now, Span<SensorSample> target)
    {
        lock (_gate)
        {
            try
            {
                while (!_ended && (_nextPlace >= 0 || TryAdvance(now)) && _next.At <= now)
                {
                    _rings[_nextPlace].Add(_next);
                    _nextPlace = -1;
                }
            }
            catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
            {
                End($"{_path}: {trouble.Message}");
            }

            return _rings[place].Take(now, target);
        }
    }

    /// <summary>One of the sensors is done; with the last the file is closed.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _lines.Dispose();
        }
    }

    private bool TryAdvance(DateTimeOffset now)
    {
        while (true)
        {
            if (!_lines.TryRead(out ReadOnlySpan<byte> line) || _lines.IsCut)
            {
                if (!_loop || !_any)
                {
                    End("the recording has ended");
                    return false;
                }

                _lines.Rewind();
                _clock.Loop();
                _any = false;
            }
            else if (TryRow(line, now))
            {
                _any = true;
                return true;
            }
        }
    }

    private bool TryRow(ReadOnlySpan<byte> line, DateTimeOffset now)
    {
        if (line.StartsWith("#"u8)) return false;
        if (!CsvText.NextField(ref line, (byte)',', out ReadOnlySpan<byte> time)) return false;
        if (!CsvText.NextField(ref line, (byte)',', out ReadOnlySpan<byte> id) || !Timestamps.TryParse(time, out long ticks)) return false;
        bool whole = TryNumber(ref line, out double value) & TryNumber(ref line, out double re) & TryNumber(ref line, out double im);
        if (!whole) return false;
        for (int place = 0; place < _ids.Length; place++)
        {
            if (!id.SequenceEqual(_ids[place])) continue;
            _next = new SensorSample(_clock.Due(ticks, now), value, new Complex(re, im));
            _nextPlace = place;
            return true;
        }

        return false;
    }

    private static bool TryNumber(scoped ref ReadOnlySpan<byte> line, out double number)
    {
        number = 0;
        return CsvText.NextField(ref line, (byte)',', out ReadOnlySpan<byte> field) && CsvText.Number(field, out number);
    }

    private void End(string reason)
    {
        _ended = true;
        _health.Down(reason, absent: false);
    }
}
