namespace Unum.Devices.Driving;

/// <summary>A colour of 8 bits a channel.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>A fully saturated colour.</summary>
    /// <param name="hueDegrees">0 red, 120 green, 240 blue; any finite number, taken modulo 360; not finite is 0.</param>
    /// <param name="brightness">0 black to 1 full; clamped, not a number is 0.</param>
    public static Rgb FromHue(double hueDegrees, double brightness)
    {
        double hue = double.IsFinite(hueDegrees) ? ((hueDegrees % 360) + 360) % 360 / 60 : 0;
        double value = double.IsNaN(brightness) ? 0 : Math.Clamp(brightness, 0, 1);
        return new Rgb(Channel(hue, 5, value), Channel(hue, 3, value), Channel(hue, 1, value));
    }

    /// <summary>As in style sheets: <c>#ff8000</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"#{Red:x2}{Green:x2}{Blue:x2}");

    // The closed form of HSV to RGB at full saturation: f(n) = v (1 - max(0, min(k, 4 - k, 1))), k = (n + hue) mod 6.
    private static byte Channel(double hue, int n, double value)
    {
        double k = (n + hue) % 6;
        return (byte)Math.Round(255 * value * (1 - Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1))));
    }
}
