namespace Unum.Devices.Sensing.Media;

/// <summary>A bounded queue of samples between a pump and the beat; when full, the oldest sample makes room.</summary>
/// <remarks>An array of <c>capacity</c> samples used as a circle, under a lock held for one copy; allocates nothing after construction.</remarks>
internal sealed class SampleRing
{
    private readonly Lock _gate = new();
    private readonly SensorSample[] _samples;
    private int _first;
    private int _count;
    private long _dropped;

    /// <summary>An empty ring.</summary>
    /// <param name="capacity">At least 1.</param>
    internal SampleRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _samples = new SensorSample[capacity];
    }

    /// <summary>Samples lost because nobody read them in time.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    internal void Add(in SensorSample sample)
    {
        lock (_gate)
        {
            if (_count == _samples.Length)
            {
                _first = (_first + 1) % _samples.Length;
                _count--;
                _dropped++;
            }

            _samples[(_first + _count) % _samples.Length] = sample;
            _count++;
        }
    }

    /// <summary>Moves the samples up to <paramref name="now"/>, oldest first, as many as fit.</summary>
    internal int Read(DateTimeOffset now, Span<SensorSample> target)
    {
        lock (_gate)
        {
            int read = 0;
            while (read < target.Length && _count > 0 && _samples[_first].At <= now)
            {
                target[read++] = _samples[_first];
                _first = (_first + 1) % _samples.Length;
                _count--;
            }

            return read;
        }
    }
}
