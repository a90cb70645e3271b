namespace Unum.Simulation;

/// <summary>A node's own steady clock: off by a constant and running at a slightly wrong rate.</summary>
internal sealed class SkewedClock(TimeProvider world, TimeSpan offset, double drift) : TimeProvider
{
    private readonly DateTimeOffset _start = world.GetUtcNow();
    private TimeSpan _offset = offset;

    public double Rate => 1 + drift;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + _offset + ((world.GetUtcNow() - _start) * Rate);

    public override long GetTimestamp() => world.GetTimestamp();

    /// <summary>Sets the clock, as someone does who should not.</summary>
    public void Jump(TimeSpan by) => _offset += by;
}
