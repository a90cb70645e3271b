namespace Unum.Devices.Sensing.Replay;

/// <summary>
/// Lays the times of a file onto the time of the node: the first row falls on the first reading, the rest follow at a speed.
/// </summary>
internal struct ReplayClock(double speed)
{
    private DateTimeOffset _origin;
    private long _first;
    private long _last;
    private long _step;
    private long _offset;
    private bool _begun;

    /// <summary>When a row is due. Rows need not be in order; the first one given is the first.</summary>
    public DateTimeOffset Due(long ticks, DateTimeOffset now)
    {
        if (!_begun) (_origin, _first, _last, _begun) = (now, ticks, ticks, true);
        long moved = ticks + _offset;
        if (moved > _last) (_step, _last) = (moved - _last, moved);
        double after = Math.Max(0, moved - _first) / speed;
        return after < (DateTimeOffset.MaxValue - _origin).Ticks ? _origin.AddTicks((long)after) : DateTimeOffset.MaxValue;
    }

    /// <summary>The file begins again: its first row follows its last by the last step.</summary>
    public void Loop() => _offset = _last - _first + (_step == 0 ? TimeSpan.TicksPerSecond : _step);
}
