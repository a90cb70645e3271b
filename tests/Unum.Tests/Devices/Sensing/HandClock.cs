namespace Unum.Tests.Devices.Sensing;

/// <summary>A clock with timers that moves only when told, from timer to timer.</summary>
internal sealed class HandClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public int Pending
    {
        get
        {
            lock (_gate) return _timers.Count;
        }
    }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Moves to the timer that is due next and fires it.</summary>
    public void GoToNextTimer()
    {
        HandTimer next;
        lock (_gate)
        {
            next = _timers.MinBy(t => t.Due)!;
            Interlocked.Exchange(ref _ticks, Math.Max(_ticks, next.Due));
            _timers.Remove(next);
        }

        next.Fire();
    }

    public void Advance(TimeSpan step)
    {
        long end = _ticks + step.Ticks;
        while (true)
        {
            lock (_gate)
            {
                if (_timers.Count == 0 || _timers.Min(t => t.Due) > end)
                {
                    Interlocked.Exchange(ref _ticks, end);
                    return;
                }
            }

            GoToNextTimer();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        HandTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HandTimer(HandClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._ticks + dueTime.Ticks;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return ValueTask.CompletedTask;
        }
    }
}
