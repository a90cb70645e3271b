namespace Unum.Devices.Sensing.Synthetic;

/// <summary>The shape of a made-up signal; t in seconds since its start.</summary>
public enum SyntheticWave
{
    /// <summary>a sin(2 pi f t + phase).</summary>
    Tone,

    /// <summary>a sin(2 pi (f t + s t^2 / 2) + phase): the frequency rises by s hertz a second.</summary>
    Chirp,

    /// <summary>White Gaussian noise of standard deviation a.</summary>
    Noise,

    /// <summary>A random walk whose standard deviation after one second is a.</summary>
    Drift,
}
