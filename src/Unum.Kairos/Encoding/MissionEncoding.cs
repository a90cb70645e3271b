using System.Numerics;

namespace Unum.Kairos.Encoding;

/// <summary>The input adapters of the founding documents (DISTRIBUTED_MESH.md, "The Input Interface"), as pure functions.</summary>
/// <remarks>They carry a reading, not a rotation: use <see cref="SensorEncoder"/> where coherence is to be measured.</remarks>
public static class MissionEncoding
{
    /// <summary>Microphone: amplitude + 0i.</summary>
    public static Complex Amplitude(double amplitude) => new(amplitude, 0);

    /// <summary>Camera: brightness + 0i.</summary>
    public static Complex Brightness(double brightness) => new(brightness, 0);

    /// <summary>Temperature, or any sensor of a known range: (reading - lo) / (hi - lo) + 0i; 0 to 1 inside the range.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hi"/> is not above <paramref name="lo"/>.</exception>
    public static Complex Temperature(double temperature, double lo = 0, double hi = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(hi, lo);
        return new Complex((temperature - lo) / (hi - lo), 0);
    }

    /// <summary>Language model: position + i (1 - confidence).</summary>
    /// <param name="position">Of the token in its stream.</param>
    /// <param name="confidence">The model's probability of the token, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is outside [0, 1].</exception>
    public static Complex Token(double position, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(confidence, 1);
        return new Complex(position, 1 - confidence);
    }
}
