namespace Unum.Grid.Storage;

/// <summary>
/// The time in milliseconds, cheap enough to be asked for every insertion. The system's wall clock costs more than an insertion into a dense brick, so it is read a few times a second and in between the
/// kernel's coarse tick (at most 16 ms late) is added to it; any other provider is asked each time. One thread at a time.
/// </summary>
/// <param name="time">Where the time comes from.</param>
internal sealed class MillisecondClock(TimeProvider time)
{
    private const long ReadEvery = 250, LongestTick = 16;
    private readonly bool _isSystem = ReferenceEquals(time, TimeProvider.System);
    private long _readAt = long.MinValue / 2, _offset;

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long Now()
    {
        if (!_isSystem) return time.GetUtcNow().ToUnixTimeMilliseconds();
        long tick = Environment.TickCount64;
        return tick - _readAt < ReadEvery ? _offset + tick : Read();
    }

    /// <summary>Sets tick and wall clock against each other; once more when the thread was held up between the two, which would put the clock ahead until the next reading.</summary>
    private long Read()
    {
        long wall;
        do
        {
            _readAt = Environment.TickCount64;
            wall = time.GetUtcNow().ToUnixTimeMilliseconds();
        }
        while (Environment.TickCount64 - _readAt > LongestTick);

        _offset = wall - _readAt;
        return wall;
    }
}
