namespace Unum.Devices.Sensing.Media;

/// <summary>One camera behind any number of sensors: runs ffmpeg while at least one of them is started, and measures each frame.</summary>
/// <remarks>
/// ffmpeg scales and grays (64 x 48 bytes a frame by default), so a frame costs two passes over 3 kB here. One life: start
/// ffmpeg, read frames until its end or until <see cref="CameraOptions.Patience"/> passes without one, then kill and reap it.
/// </remarks>
internal sealed class CameraFeed : IAsyncDisposable
{
    private readonly CameraOptions _options;
    private readonly TimeProvider _time;
    private readonly DevicePump _pump;
    private readonly SampleClock _clock;
    private readonly Lock _gate = new();
    private int _users;

    internal CameraFeed(CameraOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _clock = new SampleClock(TimeSpan.FromSeconds(1.0 / options.FramesPerSecond), slack: TimeSpan.FromSeconds(1));
        _pump = new DevicePump(LiveAsync, options.FirstRetry, time);
        // Ten seconds of samples, as every stream keeps.
        Brightness = new SampleRing(10 * options.FramesPerSecond);
        Motion = new SampleRing(10 * options.FramesPerSecond);
    }

    internal SampleRing Brightness { get; }

    internal SampleRing Motion { get; }

    internal SensorHealth Health => _pump.Health;

    /// <summary>Of the running ffmpeg; 0 when there is none.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>One more sensor will use the feed.</summary>
    internal void Join()
    {
        lock (_gate) _users++;
    }

    /// <summary>A sensor is done; the last one ends the feed.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            Invariant.Holds(_users > 0, "every sensor leaves once");
            if (--_users > 0) return ValueTask.CompletedTask;
        }

        return _pump.DisposeAsync();
    }

    internal Task StartAsync(CancellationToken cancellationToken) => _pump.StartAsync(cancellationToken);

    /// <summary>Mean of a frame in [0, 1].</summary>
    internal static double Mean(ReadOnlySpan<byte> frame)
    {
        long sum = 0;
        foreach (byte pixel in frame) sum += pixel;
        return sum / (255.0 * frame.Length);
    }

    /// <summary>Mean absolute difference of two frames of one size, in [0, 1].</summary>
    internal static double MeanDifference(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> before)
    {
        long sum = 0;
        for (int n = 0; n < frame.Length; n++) sum += Math.Abs(frame[n] - before[n]);
        return sum / (255.0 * frame.Length);
    }

    private async Task<string> LiveAsync(CancellationToken cancellation)
    {
        if (_options.Source.StartsWith("/dev/", StringComparison.Ordinal) && !File.Exists(_options.Source)) return $"there is no {_options.Source}";
        await using FfmpegProcess? ffmpeg = FfmpegProcess.Start(_options, out string reason);
        if (ffmpeg is null) return reason;
        ProcessId = ffmpeg.Id;
        // Killing closes the pipe, which ends the read: no read is ever left waiting.
        await using CancellationTokenRegistration stopping = cancellation.UnsafeRegister(static state => ((FfmpegProcess)state!).Kill(), ffmpeg);
        bool silent = await ReadFramesAsync(ffmpeg);
        ProcessId = 0;
        if (!silent) return await ffmpeg.EndAsync();
        return FormattableString.Invariant($"no frame for {_options.Patience.TotalSeconds} s");
    }

    /// <summary>Reads to the end; true when the end is ours because no frame came in time.</summary>
    private async Task<bool> ReadFramesAsync(FfmpegProcess ffmpeg)
    {
        bool silent = false;
        await using ITimer watchdog = _time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref silent, true);
                ffmpeg.Kill();
            },
            null, _options.Patience, Timeout.InfiniteTimeSpan);
        byte[] frame = new byte[_options.Width * _options.Height], before = new byte[frame.Length];
        _clock.Restart();
        bool first = true;
        while (await ffmpeg.Frames.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            watchdog.Change(_options.Patience, Timeout.InfiniteTimeSpan);
            DateTimeOffset at = _clock.Next(_time.GetUtcNow());
            double brightness = Mean(frame), motion = first ? 0 : MeanDifference(frame, before);
            Brightness.Add(new SensorSample(at, brightness, brightness));
            // The first frame has nothing to differ from.
            if (!first) Motion.Add(new SensorSample(at, motion, motion));
            if (first) _pump.ReportLive();
            first = false;
            (frame, before) = (before, frame);
        }

        return Volatile.Read(ref silent);
    }
}
