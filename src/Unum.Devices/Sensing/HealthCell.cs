namespace Unum.Devices.Sensing;

/// <summary>
/// Holds a sensor's health so that any thread may read it whole. One thread at a time writes. Writing allocates, reading and
/// staying healthy do not.
/// </summary>
internal sealed class HealthCell
{
    private volatile State _state = new(new SensorHealth(SensorStatus.Absent, "not started", 0), Losses: 0);

    public SensorHealth Value => _state.Health;

    public bool IsLive => _state.Health.Status == SensorStatus.Live;

    /// <summary>The device answers; counts a restart when it had been lost.</summary>
    public void Live()
    {
        State state = _state;
        if (state.Health.Status == SensorStatus.Live) return;
        _state = state with { Health = new SensorHealth(SensorStatus.Live, null, state.Losses) };
    }

    /// <summary>The device does not answer. Absent stays possible only while it has never lived.</summary>
    public void Down(string reason, bool absent)
    {
        State state = _state;
        bool wasLive = state.Health.Status == SensorStatus.Live;
        int losses = wasLive ? state.Losses + 1 : state.Losses;
        SensorStatus status = absent && losses == 0 ? SensorStatus.Absent : SensorStatus.Lost;
        if (!wasLive && state.Health.Status == status && string.Equals(state.Health.Reason, reason, StringComparison.Ordinal)) return;
        _state = new State(new SensorHealth(status, reason, state.Health.Restarts), losses);
    }

    // Restarts shown while live = losses so far, because each loss before it was followed by one reopening.
    private sealed record State(SensorHealth Health, int Losses);
}
