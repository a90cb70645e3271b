using System.Globalization;

namespace Unum.Devices.Sensing;

/// <summary>
/// Base of streaming sensors. A pump of its own opens the device and publishes samples into a bounded ring; <see cref="Read"/>
/// only empties the ring. The pump runs in attempts:
/// <code>
///   attempt: PumpAsync --Opened()--> live --Publish()--> ring ... throws, or silent too long
///      ^                                                      |
///      +---- pause (doubles up to LongestPause) &lt;---- lost ---+      returns: ended for good, no retry
/// </code>
/// </summary>
/// <remarks>
/// A successful sample resets the pause. Only one attempt runs at a time. All waiting is on the given clock. Publishing and
/// reading allocate nothing once the ring has grown.
/// </remarks>
public abstract class PumpedSensor : ISensor
{
    private readonly HealthCell _health = new();
    private readonly Lock _healthGate = new();
    private readonly SampleRing _ring;
    private readonly PumpOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _published;
    private long _lastSign;
    private Task? _pump;
    private int _started;
    private int _disposed;

    /// <summary>A sensor whose pump runs on <paramref name="clock"/>, which must offer timers.</summary>
    protected PumpedSensor(SensorDescription description, PumpOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Capacity, 1 << 20, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.FirstPause, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongestPause, options.FirstPause, nameof(options));
        Description = description;
        Clock = clock;
        _options = options;
        _ring = new SampleRing(options.Capacity);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _health.Value;

    /// <summary>Samples lost because nobody read them in time.</summary>
    public long Dropped => _ring.Dropped;

    /// <summary>The clock that stamps samples and measures waits.</summary>
    protected TimeProvider Clock { get; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0) _pump = Task.Run(RunAsync, CancellationToken.None);
        await using ITimer patience = Clock.CreateTimer(static sensor => ((PumpedSensor)sensor!).NoAnswerYet(), this, _options.FirstStatus, Timeout.InfiniteTimeSpan);
        await _known.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target) => _ring.Take(now, target);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        _known.TrySetResult();
        if (_pump is not null) await _pump; // a bug in the pump surfaces here
        await CloseAsync();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// One attempt: opens the device, calls <see cref="Opened"/> as soon as it answers and <see cref="Publish"/> for every
    /// sample. Throws for trouble (a retry follows); returns when the source has ended for good. Must return promptly when
    /// cancelled, so blocking reads belong on a thread of their own.
    /// </summary>
    protected abstract Task PumpAsync(CancellationToken cancellationToken);

    /// <summary>Frees what outlives attempts; called once, after the pump has ended.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>The device answers.</summary>
    protected void Opened()
    {
        Volatile.Write(ref _lastSign, Clock.GetTimestamp());
        if (_health.IsLive) return;
        lock (_healthGate)
        {
            _health.Live();
            _known.TrySetResult();
        }
    }

    /// <summary>Hands one sample to the reader.</summary>
    /// <exception cref="SensorTroubleException">The value or its encoding is not finite.</exception>
    protected void Publish(in SensorSample sample)
    {
        if (!double.IsFinite(sample.Value) || !double.IsFinite(sample.Encoded.Real) || !double.IsFinite(sample.Encoded.Imaginary))
        {
            throw new SensorTroubleException("the reading is not a finite number");
        }

        _ring.Add(sample);
        _published++;
        Opened();
    }

    private async Task RunAsync()
    {
        TimeSpan pause = _options.FirstPause;
        CancellationToken stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            long before = _published;
            if (!await AttemptAsync(stop)) return;
            if (_published > before) pause = _options.FirstPause;
            await Task.Delay(pause, Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
        }
    }

    /// <summary>Whether another attempt shall follow.</summary>
    private async Task<bool> AttemptAsync(CancellationToken stop)
    {
        using CancellationTokenSource attempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using SilenceWatch? watch = _options.Silence == Timeout.InfiniteTimeSpan ? null : new SilenceWatch(this, attempt);
        try
        {
            await PumpAsync(attempt.Token);
            if (!stop.IsCancellationRequested) Down("the source has ended", absent: false);
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            if (stop.IsCancellationRequested) return false;
            if (watch is not { Fired: true }) Down(trouble.Message, trouble is SensorTroubleException { IsAbsent: true });
            return true;
        }
        catch (Exception bug)
        {
            Down($"internal error: {bug.Message}", absent: false);
            throw;
        }
    }

    private void NoAnswerYet()
    {
        lock (_healthGate)
        {
            if (_known.Task.IsCompleted) return;
            _health.Down("no answer yet", absent: false);
            _known.TrySetResult();
        }
    }

    private void Down(string reason, bool absent)
    {
        lock (_healthGate)
        {
            _health.Down(reason, absent);
            _known.TrySetResult();
        }
    }

    /// <summary>Ends an attempt that has given no sign for too long. Its timer re-arms itself, so a sample costs one store.</summary>
    private sealed class SilenceWatch : IDisposable
    {
        private readonly PumpedSensor _sensor;
        private readonly CancellationTokenSource _attempt;
        private readonly ITimer _timer;

        public SilenceWatch(PumpedSensor sensor, CancellationTokenSource attempt)
        {
            _sensor = sensor;
            _attempt = attempt;
            Volatile.Write(ref sensor._lastSign, sensor.Clock.GetTimestamp());
            _timer = sensor.Clock.CreateTimer(
                static watch => ((SilenceWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(sensor._options.Silence, Timeout.InfiniteTimeSpan);
        }

        public bool Fired { get; private set; }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            TimeSpan left = _sensor._options.Silence - _sensor.Clock.GetElapsedTime(Volatile.Read(ref _sensor._lastSign));
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Fired = true;
            double seconds = _sensor._options.Silence.TotalSeconds;
            _sensor.Down(string.Create(CultureInfo.InvariantCulture, $"silent for {seconds:0.###} s"), absent: false);
            try
            {
                _attempt.Cancel();
            }
            catch (ObjectDisposedException)
            {
                return; // the attempt ended by itself at the same moment
            }
        }
    }
}
