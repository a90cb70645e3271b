namespace Unum.Devices.Sensing;

/// <summary>
/// A bounded queue of samples between one pump and one reader. When full the oldest goes, counted. Times never go backwards:
/// a step back of at most a second is clamped, a larger one (somebody set the clock) drops what now lies in the future.
/// </summary>
/// <remarks>Array of power-of-two length that grows up to the capacity; every operation O(1), under a short lock.</remarks>
internal sealed class SampleRing
{
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private SensorSample[] _slots;
    private int _head;
    private int _count;
    private long _dropped;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public SampleRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        _slots = new SensorSample[Math.Min(_capacity, 64)];
    }

    /// <summary>How many samples were lost because nobody read them in time.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(in SensorSample sample)
    {
        SensorSample added = sample;
        lock (_gate)
        {
            if (added.At < _last)
            {
                if (_last - added.At <= Jitter) added = added with { At = _last };
                else DropAfter(added.At);
            }

            _last = added.At;
            if (_count == _slots.Length) MakeRoom();
            _slots[(_head + _count) & (_slots.Length - 1)] = added;
            _count++;
        }
    }

    /// <summary>Moves the samples up to <paramref name="now"/>, oldest first.</summary>
    public int Take(DateTimeOffset now, Span<SensorSample> target)
    {
        lock (_gate)
        {
            int taken = 0;
            while (taken < target.Length && _count > 0 && _slots[_head].At <= now)
            {
                target[taken++] = _slots[_head];
                _head = (_head + 1) & (_slots.Length - 1);
                _count--;
            }

            return taken;
        }
    }

    private void MakeRoom()
    {
        if (_slots.Length == _capacity)
        {
            _head = (_head + 1) & (_slots.Length - 1);
            _count--;
            Interlocked.Increment(ref _dropped);
            return;
        }

        SensorSample[] grown = new SensorSample[_slots.Length * 2];
        for (int i = 0; i < _count; i++) grown[i] = _slots[(_head + i) & (_slots.Length - 1)];
        (_slots, _head) = (grown, 0);
    }

    private void DropAfter(DateTimeOffset at)
    {
        while (_count > 0 && _slots[(_head + _count - 1) & (_slots.Length - 1)].At > at)
        {
            _count--;
            Interlocked.Increment(ref _dropped);
        }
    }
}
