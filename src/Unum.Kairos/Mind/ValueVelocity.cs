namespace Unum.Kairos.Mind;

/// <summary>
/// Velocity of a real reading for the coherence banks: its step in median steps, cut at <see cref="Most"/> of them.
/// </summary>
/// <remarks>
/// Without the cut two spikes of a heavy-tailed sensor are all of S and of E, and read as perfect coherence at their distance.
/// The scale is a running median, which spikes cannot move (a mean lets a fifth of the windows of Pareto noise collapse):
/// each moving step carries its logarithm up or down by one notch. Standing still tells nothing about the scale.
/// </remarks>
internal sealed class ValueVelocity
{
    /// <summary>Largest step kept, in median steps; two standard deviations of a Gaussian.</summary>
    public const double Most = 3;

    /// <summary>
    /// How often the products of two such streams of white readings repeat each other: 1 + 2 (1/2)² = 1.5, as steps are MA(1).
    /// </summary>
    public const double Redundancy = 1.5;

    private const double Notch = 0.02;
    private const double FirstNotch = 0.5;
    private const double Settling = 0.97; // the notch shrinks by this much with each step, down to its least

    private double _last;
    private double _median;
    private double _notch = FirstNotch;
    private bool _started;

    /// <summary>The step from the last value in median steps, in [-3, 3]; 0 at the first value and while nothing moves.</summary>
    public double Next(double value)
    {
        double step = _started ? value - _last : 0;
        _started = true;
        _last = value;
        if (step == 0) return 0;

        double size = Math.Abs(step);
        if (_median == 0) _median = size;
        double velocity = Math.Clamp(step / _median, -Most, Most); // by the past: a spike must not excuse itself
        _median *= Math.Exp(size > _median ? _notch : -_notch);
        _notch = Math.Max(Notch, _notch * Settling);
        return velocity;
    }
}
