using System.Diagnostics.CodeAnalysis;

namespace Unum.Devices.Sensing.Media;

/// <summary>A camera, video file or stream as a sensor of brightness or of motion.</summary>
/// <remarks>
/// A device can be opened only once, so the two measures of one camera share one feed: see <see cref="Pair"/>. Decoding is
/// ffmpeg's, in a process of its own, killed with its children at disposal. Without ffmpeg, or without the device, the camera is
/// absent and the reason says what to install; an ffmpeg that ends makes it lost, with ffmpeg's last words, and is started again.
/// </remarks>
[SuppressMessage("Reliability", "CA2000", Justification = "Sensors share a feed; the last one disposes it.")]
public sealed class CameraSensor : ISensor
{
    private readonly CameraFeed _feed;
    private readonly SampleRing _ring;
    private int _disposed;

    /// <summary>A camera on its own that is opened by <see cref="StartAsync"/>.</summary>
    /// <param name="options">Which camera, and how finely to look.</param>
    /// <param name="measure">What each sample is.</param>
    /// <param name="time">The node's clock; it must move by itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or rate is out of range.</exception>
    public CameraSensor(CameraOptions options, CameraMeasure measure, TimeProvider time)
        : this(options, measure, OpenFeed(options, time))
    {
    }

    private CameraSensor(CameraOptions options, CameraMeasure measure, CameraFeed feed)
    {
        _feed = feed;
        _feed.Join();
        _ring = measure is CameraMeasure.Brightness ? feed.Brightness : feed.Motion;
        string source = options.PublicSource;
        string id = options.Id ?? $"camera.{source[(source.TrimEnd('/').LastIndexOf('/') + 1)..]}";
        string suffix = measure is CameraMeasure.Motion ? ".motion" : "";
        Description = new SensorDescription(id + suffix, "camera", "1", options.FramesPerSecond, source);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _feed.Health;

    /// <summary>Of the running ffmpeg; 0 when there is none.</summary>
    internal int ProcessId => _feed.ProcessId;

    /// <summary>Brightness and motion of one camera; it stays open until both are disposed.</summary>
    public static (CameraSensor Brightness, CameraSensor Motion) Pair(CameraOptions options, TimeProvider time)
    {
        CameraFeed feed = OpenFeed(options, time);
        return (new CameraSensor(options, CameraMeasure.Brightness, feed), new CameraSensor(options, CameraMeasure.Motion, feed));
    }

    /// <summary>The cameras of this machine: <c>/dev/video0</c>, …</summary>
    public static IReadOnlyList<string> Devices(string folder = "/dev") =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "video*").Order(StringComparer.Ordinal)] : [];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _feed.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target) => _ring.Take(now, target);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _feed.DisposeAsync() : ValueTask.CompletedTask;

    private static CameraFeed OpenFeed(CameraOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        RequireIn(options.Width, 4, 640, nameof(options.Width));
        RequireIn(options.Height, 4, 480, nameof(options.Height));
        RequireIn(options.FramesPerSecond, 1, 120, nameof(options.FramesPerSecond));
        return new CameraFeed(options, time);
    }

    private static void RequireIn(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
