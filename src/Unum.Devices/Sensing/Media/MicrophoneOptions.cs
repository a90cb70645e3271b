using Unum.Devices.Audio;

namespace Unum.Devices.Sensing.Media;

/// <summary>Which microphone, and what to take from it.</summary>
public sealed record MicrophoneOptions
{
    /// <summary>The sensor's id; default <c>microphone</c> with the device, and the band or frequency where asked for.</summary>
    public string? Id { get; init; }

    /// <summary>Server, source and rate; 16000 or 48000 Hz. The default asks the user's own server for its default source.</summary>
    public PulseSettings Pulse { get; init; } = new();

    /// <summary>What each sample is; default the amplitude.</summary>
    public MicrophoneMeasure Measure { get; init; }

    /// <summary>Centre of the band in Hz, in (0, rate/2); only for <see cref="MicrophoneMeasure.Band"/>.</summary>
    public double BandHz { get; init; } = 440;

    /// <summary>Width of the band in Hz, in [2, 400]; a narrower band answers more slowly (its window is 2/width seconds). Default 50.</summary>
    public double BandwidthHz { get; init; } = 50;

    /// <summary>Silence of the source (no data at all, not quiet) after which it is lost; default 2 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the first retry; it doubles up to 30 s. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);
}
