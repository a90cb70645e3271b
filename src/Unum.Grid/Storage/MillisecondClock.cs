namespace Unum.Grid.Storage;

/// <summary>
/// The time in milliseconds, cheap enough to be asked for every insertion. The system's wall clock costs more than an insertion into a dense brick, so it is read a few times a second and in between the
/// kernel's coarse tick (at most 16 ms late) is added to it; any other provider is asked each time. One thread at a time.
/// </summary>
/// <param name="time">Where the time comes from.</param>
internal sealed class MillisecondClock(TimeProvider time)
{
    private const long ReadEvery = 250;
    private readonly bool _isSystem = ReferenceEquals(time, TimeProvider.System);
    private long _readAt = long.MinValue / 2, _offset;

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long Now()
    {
        if (!_isSystem) return time.GetUtcNow().ToUnixTimeMilliseconds();
        long tick = Environment.TickCount64;
        if (tick - _readAt >= ReadEvery) (_readAt, _offset) = (tick, time.GetUtcNow().ToUnixTimeMilliseconds() - tick);
        return _offset + tick;
    }
}
