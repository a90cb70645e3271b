using System.Numerics;

namespace Unum.Kairos.Encoding;

/// <summary>The velocity of a phase stream, in the forms that the coherence banks take.</summary>
/// <remarks>
/// <para>
/// The difference keeps amplitude but makes white noise MA(1), so that lag 1 is never trustworthy; the unit phasor keeps only
/// the turn and white noise stays white. All are zero ("no evidence") at the first sample and where z is below the floor.
/// </para>
/// <para>
/// Whatever went through a band turns at about the band's centre, noise too: at omega = 0 its phasors always look steady
/// (|T|^2 near .2 for the default band of <see cref="SensorEncoder"/>), and so do those of two sensors that have nothing to do with
/// each other. To ask what is more than that, feed the banks the <see cref="Surprise"/>: the phasor less its running mean. A pure tone,
/// wholly expected, then is no evidence; changes of pace that repeat or are shared remain.
/// </para>
/// </remarks>
public sealed class PhaseVelocity
{
    private readonly double _floor;
    private readonly double _gain;
    private Complex _mean;
    private long _turns;
    private Complex _previous;
    private bool _started;

    /// <summary>Starts a stream.</summary>
    /// <param name="floor">Modulus of z below which it carries no phase; at least 0.</param>
    /// <param name="memory">Samples over which the expected turn is averaged, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public PhaseVelocity(double floor = 1e-6, double memory = 200)
    {
        if (!(memory >= 1)) throw new ArgumentOutOfRangeException(nameof(memory), memory, "At least one sample.");
        if (!(floor >= 0)) throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor is a modulus.");
        (_floor, _gain) = (floor, 1 / memory);
    }

    /// <summary>z_n - z_{n-1}, in the unit of z per sample.</summary>
    public Complex Difference { get; private set; }

    /// <summary>e^{i dphi}: the turn since the last sample, modulus 1, or 0 without evidence.</summary>
    public Complex Phasor { get; private set; }

    /// <summary>The phasor less the running mean of those before it: what the usual turn did not foretell.</summary>
    public Complex Surprise { get; private set; }

    /// <summary>Takes the next phase; all forms are then current.</summary>
    public void Update(Complex z)
    {
        Difference = _started ? z - _previous : 0;
        Phasor = _started ? Turn(z, _previous, _floor) : 0;
        _previous = z;
        _started = true;
        Surprise = 0;
        if (Phasor == 0) return;

        Complex news = Phasor - _mean;
        if (_turns++ > 0 && Complex.Abs(news) > 1e-9) Surprise = news; // less is rounding
        _mean += Math.Max(_gain, 1.0 / _turns) * news;
    }

    /// <summary>The unit phasor from <paramref name="previous"/> to <paramref name="z"/>; 0 when either is at or below the floor.</summary>
    public static Complex Turn(Complex z, Complex previous, double floor = 0)
    {
        double a = Complex.Abs(z), b = Complex.Abs(previous);
        return a > floor && b > floor && double.IsFinite(a + b) ? z / a * Complex.Conjugate(previous / b) : 0;
    }

    /// <summary>Forgets everything, as if new.</summary>
    public void Reset() => (_previous, _started, _mean, _turns, Difference, Phasor, Surprise) = (0, false, 0, 0, 0, 0, 0);
}
