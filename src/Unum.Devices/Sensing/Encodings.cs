using System.Numerics;

namespace Unum.Devices.Sensing;

/// <summary>The mission's simple encoders (distributed-mesh, "The Input Interface"): a reading becomes a complex number.</summary>
internal static class Encodings
{
    /// <summary>Amplitude a of any reading in its own unit: a + 0i.</summary>
    public static Complex Amplitude(double amplitude) => new(amplitude, 0);

    /// <summary>A reading t placed on its range: (t - low) / (high - low) + 0i; outside the range it leaves [0, 1].</summary>
    public static Complex Temperature(double reading, double low, double high) => new((reading - low) / (high - low), 0);

    /// <summary>A token: position + i (1 - confidence).</summary>
    public static Complex Token(double position, double confidence) => new(position, 1 - confidence);
}
