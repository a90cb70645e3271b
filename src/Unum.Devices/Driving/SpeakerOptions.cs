using Unum.Devices.Audio;

namespace Unum.Devices.Driving;

/// <summary>Where and how loud a <see cref="SpeakerOutput"/> plays.</summary>
public sealed record SpeakerOptions
{
    /// <summary>Server, sink and rate; the default asks the user's own server for its default sink at 48 kHz.</summary>
    public PulseSettings Pulse { get; init; } = new();

    /// <summary>Amplitude at coherence 1, in [0, 1]; default 1, full scale.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Without a new state for this long the tone fades; default 2 s.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the first retry; it doubles up to 30 s. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);
}
