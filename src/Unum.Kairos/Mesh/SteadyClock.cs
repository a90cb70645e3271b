namespace Unum.Kairos.Mesh;

/// <summary>A wall clock read once and carried on by the monotonic one, so that it does not jump.</summary>
/// <remarks>
/// A node stamps and judges messages by such a clock: when its own wall clock is set, every peer would seem to have jumped, and
/// it to every peer. A constant error does no harm, because the peers align it. Only when the two are further apart than peers
/// would bear (the machine slept, or its clock was hours off and was set) is the wall clock read again. Thread-safe.
/// </remarks>
public sealed class SteadyClock : TimeProvider
{
    private readonly TimeProvider _inner;
    private readonly long _apart;
    private readonly long _stamp;
    private long _start;

    /// <summary>Reads the wall clock.</summary>
    /// <param name="inner">The clocks of this machine.</param>
    /// <param name="apart">How far it may be from the wall clock: at least 1 s, default 30 s, half of what peers align.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="apart"/> is below 1 s.</exception>
    public SteadyClock(TimeProvider inner, TimeSpan? apart = null)
    {
        TimeSpan most = apart ?? TimeSpan.FromSeconds(30);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, TimeSpan.FromSeconds(1), nameof(apart));
        _inner = inner;
        _apart = most.Ticks;
        _start = inner.GetUtcNow().UtcTicks;
        _stamp = inner.GetTimestamp();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _inner.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        long elapsed = _inner.GetElapsedTime(_stamp).Ticks;
        long wall = _inner.GetUtcNow().UtcTicks;
        long steady = Volatile.Read(ref _start) + elapsed;
        if (Math.Abs(wall - steady) > _apart)
        {
            Volatile.Write(ref _start, wall - elapsed);
            steady = wall;
        }

        return new DateTimeOffset(steady, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => _inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);
}
