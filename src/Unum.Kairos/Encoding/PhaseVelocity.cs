using System.Numerics;

namespace Unum.Kairos.Encoding;

/// <summary>The velocity of a phase stream, in the two forms that the coherence banks take.</summary>
/// <remarks>
/// The difference keeps amplitude but makes white noise MA(1), so that lag 1 is never trustworthy; the unit phasor keeps only
/// the turn and white noise stays white. Either is zero ("no evidence") at the first sample and where z is below the floor.
/// </remarks>
public sealed class PhaseVelocity
{
    private readonly double _floor;
    private Complex _previous;
    private bool _started;

    /// <summary>Starts a stream.</summary>
    /// <param name="floor">Modulus of z below which it carries no phase; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="floor"/> is negative or not a number.</exception>
    public PhaseVelocity(double floor = 1e-6)
    {
        if (!(floor >= 0)) throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor is a modulus.");
        _floor = floor;
    }

    /// <summary>z_n - z_{n-1}, in the unit of z per sample.</summary>
    public Complex Difference { get; private set; }

    /// <summary>e^{i dphi}: the turn since the last sample, modulus 1, or 0 without evidence.</summary>
    public Complex Phasor { get; private set; }

    /// <summary>Takes the next phase; both forms are then current.</summary>
    public void Update(Complex z)
    {
        Difference = _started ? z - _previous : 0;
        Phasor = _started ? Turn(z, _previous, _floor) : 0;
        _previous = z;
        _started = true;
    }

    /// <summary>The unit phasor from <paramref name="previous"/> to <paramref name="z"/>; 0 when either is at or below the floor.</summary>
    public static Complex Turn(Complex z, Complex previous, double floor = 0)
    {
        double a = Complex.Abs(z), b = Complex.Abs(previous);
        return a > floor && b > floor && double.IsFinite(a + b) ? z / a * Complex.Conjugate(previous / b) : 0;
    }

    /// <summary>Forgets everything, as if new.</summary>
    public void Reset() => (_previous, _started, Difference, Phasor) = (0, false, 0, 0);
}
