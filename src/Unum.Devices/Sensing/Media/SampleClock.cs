namespace Unum.Devices.Sensing.Media;

/// <summary>Gives evenly spaced times to samples that arrive in bursts.</summary>
/// <remarks>
/// A first-order phase-locked loop: each sample is one period after the last, pulled towards its arrival by a fiftieth of
/// the difference, so jitter of delivery is smoothed by 50 samples and a device whose clock runs off is followed. An error
/// beyond <c>slack</c> (a pause, a clock set anew) starts over at the arrival; short of that, times never go back.
/// Not thread-safe.
/// </remarks>
internal sealed class SampleClock(TimeSpan period, TimeSpan slack)
{
    private const double Pull = 0.02;
    private DateTimeOffset _last;
    private bool _running;

    /// <summary>The time of the next sample, which arrived at <paramref name="arrival"/>.</summary>
    internal DateTimeOffset Next(DateTimeOffset arrival)
    {
        DateTimeOffset expected = _last + period;
        TimeSpan error = arrival - expected;
        if (!_running || error.Duration() > slack)
        {
            _running = true;
            return _last = arrival;
        }

        expected += Pull * error;
        return _last = expected > _last ? expected : _last;
    }

    /// <summary>Forgets the rhythm: the device was reopened.</summary>
    internal void Restart() => _running = false;
}
