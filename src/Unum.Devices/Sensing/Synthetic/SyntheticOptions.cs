namespace Unum.Devices.Sensing.Synthetic;

/// <summary>A made-up signal.</summary>
public sealed record SyntheticOptions
{
    /// <summary>The sensor's name.</summary>
    public required string Id { get; init; }

    /// <summary>Its shape.</summary>
    public SyntheticWave Wave { get; init; } = SyntheticWave.Tone;

    /// <summary>Samples per second, in [1e-3, 1e6].</summary>
    public double RateHz { get; init; } = 100;

    /// <summary>Frequency f in hertz at the start; finite.</summary>
    public double FrequencyHz { get; init; } = 1;

    /// <summary>Rise s of a chirp in hertz per second; finite.</summary>
    public double SweepHzPerSecond { get; init; } = 0.1;

    /// <summary>Amplitude a; finite.</summary>
    public double Amplitude { get; init; } = 1;

    /// <summary>Phase at the start, in radians; finite.</summary>
    public double Phase { get; init; }

    /// <summary>Standard deviation of white Gaussian noise added to the shape; 0 or more.</summary>
    public double Noise { get; init; }

    /// <summary>Seed of the randomness: the same seed gives the same signal, sample for sample.</summary>
    public int Seed { get; init; }

    /// <summary>When t = 0; null for the time of the first reading.</summary>
    public DateTimeOffset? Origin { get; init; }
}
