namespace Unum.Node.Tests.Konomi;

/// <summary>A clock that stands still until a test moves it; timers that are due then go off.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<Due> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Due timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_timers) _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan step)
    {
        long now = Interlocked.Add(ref _ticks, step.Ticks);
        Due[] due;
        lock (_timers) due = [.. _timers.Where(t => t.At <= now)];
        foreach (Due timer in due) timer.Fire();
    }

    private sealed class Due(SteppedTime clock, Action fire) : ITimer
    {
        public long At { get; private set; }

        public void Fire()
        {
            At = long.MaxValue;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            At = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
            return true;
        }

        public void Dispose() => Stop();

        public ValueTask DisposeAsync()
        {
            Stop();
            return ValueTask.CompletedTask;
        }

        private void Stop()
        {
            lock (clock._timers) clock._timers.Remove(this);
        }
    }
}
