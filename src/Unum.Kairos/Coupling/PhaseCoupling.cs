using System.Numerics;

namespace Unum.Kairos.Coupling;

/// <summary>
/// Lets a real node be pulled towards the whole: it broadcasts the phase it senses plus a correction that follows
/// d delta/dt = K R sin(Psi - theta), Kuramoto's law with the mesh's global phase R e^{i Psi} as the field.
/// </summary>
/// <remarks>
/// Each step is solved exactly for a field that stands still meanwhile (tan(x/2) shrinks by e^{-K R dt}, x = theta - Psi), so
/// no K and no step, however long, overshoots. Sensing goes on untouched: only what is broadcast is corrected. A field heard
/// late pulls towards where the mesh was, which lowers the frequency of a strongly coupled mesh. Not thread-safe.
/// </remarks>
public sealed class PhaseCoupling
{
    /// <summary>Sets the strength.</summary>
    /// <param name="strength">K in rad/s, at least 0. 0 only observes: states pass unchanged.</param>
    /// <exception cref="ArgumentOutOfRangeException">K is negative or not finite.</exception>
    public PhaseCoupling(double strength) => Strength = strength;

    /// <summary>K in rad/s, at least 0; may be changed while running.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Strength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), "Must be finite.");
            field = value;
        }
    }

    /// <summary>The correction delta so far, in rad, unwrapped.</summary>
    public double Correction { get; private set; }

    /// <summary>Moves the correction on by one beat and gives the state to broadcast.</summary>
    /// <param name="state">The node's own local state h as sensed.</param>
    /// <param name="globalPhase">The mesh's weighted mean state, length R in [0, 1]; not finite counts as no field.</param>
    /// <param name="seconds">Time since the last beat in s, at least 0.</param>
    /// <returns>h e^{i delta}: the same length as <paramref name="state"/>.</returns>
    public Complex Step(Complex state, Complex globalPhase, double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        if (Strength > 0 && Complex.IsFinite(globalPhase) && Complex.IsFinite(state) && state != Complex.Zero)
        {
            double ahead = Math.IEEERemainder(state.Phase + Correction - globalPhase.Phase, Math.Tau);
            (double sin, double cos) = Math.SinCos(ahead / 2);
            double left = 2 * Math.Atan2(sin * Math.Exp(-Strength * globalPhase.Magnitude * seconds), cos);
            Correction += left - ahead;
        }

        return Correction == 0 ? state : state * Complex.FromPolarCoordinates(1, Correction);
    }

    /// <summary>Forgets the correction.</summary>
    public void Reset() => Correction = 0;

    /// <summary>T_sync of two nodes, (T_a + T_b) / 2: the mission's mesh of two.</summary>
    public static Complex Sync(Complex a, Complex b) => (a + b) / 2;
}
