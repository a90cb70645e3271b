namespace Unum.Kairos.Mesh;

/// <summary>A wall clock read once and carried on by the monotonic one, so that it never jumps.</summary>
/// <remarks>
/// A node must stamp and judge messages by such a clock: when its own wall clock is set, every peer would seem to have jumped.
/// A constant error of the start does no harm, because the peers align it.
/// </remarks>
public sealed class SteadyClock : TimeProvider
{
    private readonly TimeProvider _inner;
    private readonly DateTimeOffset _start;
    private readonly long _stamp;

    /// <summary>Reads <paramref name="inner"/>'s wall clock, for the only time.</summary>
    public SteadyClock(TimeProvider inner)
    {
        _inner = inner;
        _start = inner.GetUtcNow();
        _stamp = inner.GetTimestamp();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _inner.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + _inner.GetElapsedTime(_stamp);

    /// <inheritdoc/>
    public override long GetTimestamp() => _inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);
}
