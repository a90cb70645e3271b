namespace Unum.Kairos.Mind;

/// <summary>
/// Velocity of a real reading for the coherence banks: its step, with steps beyond <see cref="Most"/> mean absolute steps cut
/// there. Without the cut two spikes of a heavy-tailed sensor are all of S and of E, and read as perfect coherence at their
/// distance; with it the false-alarm law holds for such noise too (ValueVelocityTests).
/// </summary>
internal sealed class ValueVelocity
{
    /// <summary>Largest step kept, in mean absolute steps; a Gaussian passes it about once in 700.</summary>
    public const double Most = 4;

    /// <summary>
    /// How often the products of two such streams of white readings repeat each other, at most: 1 + 2 (1/2)², steps being MA(1).
    /// </summary>
    public const double Redundancy = 1.5;

    private const double Memory = 200;

    private double _last;
    private double _scale;
    private long _count;

    /// <summary>The step from the last value in mean absolute steps, in [-4, 4]; 0 at the first value and while nothing moves.</summary>
    public double Next(double value)
    {
        double step = _count == 0 ? 0 : value - _last;
        _last = value;
        _count++;
        double size = Math.Abs(step);

        // The scale is that of the past: a spike must not excuse itself.
        double scale = _scale;
        double gain = 1 / Math.Min(_count, Memory);
        _scale += gain * (Math.Min(size, scale > 0 && _count > Memory / 4 ? 2 * Most * scale : size) - _scale);
        if (size == 0) return 0;
        return scale > 0 ? Math.Clamp(step / scale, -Most, Most) : Math.Sign(step);
    }
}
