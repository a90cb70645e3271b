using Unum.Devices.Driving;

namespace Unum.Devices.Sensing.Media;

/// <summary>Which camera, and how finely to look.</summary>
/// <param name="Source">
/// A device (<c>/dev/video0</c>), a URL (<c>http://camera/stream.mjpg</c>, <c>rtsp://…</c>), a video file (played at its own
/// speed, over and over), or <c>lavfi:GRAPH</c>, one of ffmpeg's synthetic sources.
/// </param>
public sealed record CameraOptions(string Source)
{
    /// <summary>The sensor's id without its measure; default <c>camera</c> with the source's last part.</summary>
    public string? Id { get; init; }

    /// <summary>Pixels across after scaling, in [4, 640]; default 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Pixels down after scaling, in [4, 480]; default 48.</summary>
    public int Height { get; init; } = 48;

    /// <summary>Frames per second after dropping or repeating, in [1, 120]; default 30.</summary>
    public int FramesPerSecond { get; init; } = 30;

    /// <summary>How long without a frame before the camera counts as lost; default 10 s, for slow cameras to start.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the first retry; it doubles up to 30 s. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The program that decodes; default <c>ffmpeg</c> on the path.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>The source without user, password and query, for people and logs.</summary>
    internal string PublicSource => Redacted.Url(Source);
}
