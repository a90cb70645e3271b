namespace Unum.Devices.Audio;

/// <summary>Which sound server and device a stream uses.</summary>
/// <param name="Server">
/// As in <c>PULSE_SERVER</c> (<c>unix:/run/user/1000/pulse/native</c>, a host); null takes that variable, else the user's own server.
/// </param>
/// <param name="Device">A sink to play on or a source to record from, by PulseAudio's name; null takes the default.</param>
/// <param name="RateHz">Samples per second of the mono stream; the server converts.</param>
public sealed record PulseSettings(string? Server = null, string? Device = null, int RateHz = 48000)
{
    /// <summary>Shown by mixers beside the stream.</summary>
    internal const string ApplicationName = "unum";

    /// <summary>How long the server may take to answer before it counts as not there.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
