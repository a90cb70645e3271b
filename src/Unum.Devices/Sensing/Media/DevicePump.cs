namespace Unum.Devices.Sensing.Media;

/// <summary>Keeps a streaming device open: runs its life again and again with growing pauses, and knows how it is.</summary>
/// <remarks>
/// Absent until the first sign of life, then live, lost when a life ends. The pause starts at <c>firstPause</c>, doubles to
/// 30 s, and starts over after a life of at least 10 s. A life must end soon after its token is cancelled.
/// </remarks>
internal sealed class DevicePump : IAsyncDisposable
{
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(10);

    private readonly Func<CancellationToken, Task<string>> _life;
    private readonly TimeSpan _firstPause;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private SensorHealth _health = new(SensorStatus.Absent, "not started", 0);
    private bool _wasLive;
    private bool _disposed;
    private Task? _running;

    /// <summary>A pump that does nothing until it is started.</summary>
    /// <param name="life">Opens the device, calls <see cref="ReportLive"/> at its first data, and returns why it ended.</param>
    /// <param name="firstPause">Before the first retry.</param>
    /// <param name="time">The clock of the pauses.</param>
    internal DevicePump(Func<CancellationToken, Task<string>> life, TimeSpan firstPause, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstPause, TimeSpan.Zero);
        _life = life;
        _firstPause = firstPause;
        _time = time;
    }

    internal SensorHealth Health
    {
        get
        {
            lock (_gate) return _health;
        }
    }

    /// <summary>Starts once; returns when the device is live or known to be absent.</summary>
    internal Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _running ??= Task.Run(RunAsync, CancellationToken.None);
        }

        return _known.Task.WaitAsync(cancellationToken);
    }

    /// <summary>To be called by a life when its first data has come.</summary>
    internal void ReportLive()
    {
        lock (_gate)
        {
            _health = new SensorHealth(SensorStatus.Live, null, _wasLive ? _health.Restarts + 1 : 0);
            _wasLive = true;
        }

        _known.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            running = _running;
        }

        await _stop.CancelAsync();
        if (running is not null) await running;
        _stop.Dispose();
        _known.TrySetResult();
        End("closed");
    }

    private async Task RunAsync()
    {
        TimeSpan pause = _firstPause;
        while (!_stop.IsCancellationRequested)
        {
            long start = _time.GetTimestamp();
            string reason;
            try
            {
                reason = await _life(_stop.Token);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                reason = trouble.Message;
            }
            catch (OperationCanceledException)
            {
                break;
            }

            End(reason);
            _known.TrySetResult();
            if (_time.GetElapsedTime(start) >= GoodLife) pause = _firstPause;
            try
            {
                await Task.Delay(pause, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void End(string reason)
    {
        lock (_gate) _health = new SensorHealth(_wasLive ? SensorStatus.Lost : SensorStatus.Absent, reason, _health.Restarts);
    }
}
