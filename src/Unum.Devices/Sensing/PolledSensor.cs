namespace Unum.Devices.Sensing;

/// <summary>Base of sensors that are sampled on the beat: quick to read, at most one sample a period, by the time they are given.</summary>
/// <remarks>
/// The grid of periods follows <c>now</c>; a beat may come up to a quarter period early and still samples, so that a jittering
/// 10 Hz beat yields 10 samples a second. After a pause there is one sample, not a burst, because the past cannot be measured.
/// Trouble closes the device; reopening is tried at growing pauses of the same virtual time.
/// </remarks>
public abstract class PolledSensor : ISensor
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly HealthCell _health = new();
    private readonly TimeSpan _period;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private TimeSpan _pause = FirstPause;
    private bool _open;
    private bool _disposed;

    /// <summary>A sensor sampled <see cref="SensorDescription.RateHz"/> times a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [1e-6, 1e6] Hz.</exception>
    protected PolledSensor(SensorDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(description.RateHz, 1e-6, nameof(description));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(description.RateHz, 1e6, nameof(description));
        Description = description;
        _period = TimeSpan.FromSeconds(1 / description.RateHz);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _health.Value;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TryOpen();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target)
    {
        if (target.IsEmpty || _disposed) return 0;
        TimeSpan wait = _due - now;
        if (wait > _period / 4)
        {
            if (wait <= LongestPause + _period) return 0;
            _due = now; // the clock was set back: start a new grid
        }

        if (!_open && !TryOpen())
        {
            _due = now + _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            return 0;
        }

        _due = now - _due > _period ? now + _period : _due + _period;
        return TrySample(now, out target[0]) ? 1 : 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            Close();
        }

        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens the device.</summary>
    /// <exception cref="SensorTroubleException">It cannot be opened.</exception>
    protected abstract void Open();

    /// <summary>Takes one sample; false when there is none yet (the first reading of a rate).</summary>
    /// <exception cref="SensorTroubleException">The device cannot be read.</exception>
    protected abstract bool Sample(DateTimeOffset now, out SensorSample sample);

    /// <summary>Lets go of the device; also called when it was never opened.</summary>
    protected abstract void Close();

    private bool TryOpen()
    {
        if (_open) return true;
        try
        {
            Open();
            _open = true;
            _health.Live();
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            GoDown(trouble);
        }

        return _open;
    }

    private bool TrySample(DateTimeOffset now, out SensorSample sample)
    {
        sample = default;
        try
        {
            if (!Sample(now, out sample)) return false;
            if (!double.IsFinite(sample.Value)) throw new SensorTroubleException("the reading is not a finite number");
            _pause = FirstPause;
            return true;
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            GoDown(trouble);
            _due = now + _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            return false;
        }
    }

    private void GoDown(Exception trouble)
    {
        Close();
        _open = false;
        _health.Down(trouble.Message, trouble is SensorTroubleException { IsAbsent: true });
    }
}
