using System.Numerics;
using Unum.Kairos.Encoding;

namespace Unum.Kairos.State;

/// <summary>The local state of one stream: h &lt;- alpha z + (1 - alpha) e^{i omega dt} h, its phase and its coherence |h|.</summary>
/// <remarks>
/// <para>
/// The mission's recursion averages phases as they are, so a stream that turns at all averages itself away: perfect sync at 2 Hz
/// and 100 samples/s reads .643 at alpha = .1. Ours first turns the memory by the velocity it predicts, and a steady rotation
/// reads 1. The prediction uses only increments up to the previous sample, so noise gains nothing from it: with either
/// setting E|h|^2 = alpha / (2 - alpha) for independent uniform phases.
/// </para>
/// <para>
/// z counts by its direction alone (unit circle); |z| at or below the floor, or not finite, is no evidence and |h| decays by
/// 1 - alpha. The increment is averaged as a phasor, so wrapping does not exist for it. 80 bytes, O(1) a sample.
/// </para>
/// </remarks>
public sealed class LocalState
{
    private readonly PhaseUnwrapper _unwrapper = new();
    private readonly double _alpha;
    private readonly double _dt;
    private readonly double _floor;
    private readonly bool _predict;
    private Complex _previous;  // unit phase of the last sample, 0 when it gave no evidence
    private Complex _increment; // smoothed z_n conj(z_{n-1})

    /// <summary>Starts at h = 0: nothing known.</summary>
    /// <param name="alpha">Weight of the newest sample, in (0, 1].</param>
    /// <param name="dtSeconds">Time between samples, above 0.</param>
    /// <param name="predict">False gives exactly the mission's recursion.</param>
    /// <param name="floor">Modulus of z at or below which it is no evidence.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public LocalState(double alpha, double dtSeconds, bool predict = true, double floor = 1e-6)
    {
        if (!(alpha is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Must lie in (0, 1].");
        if (!(dtSeconds > 0 && double.IsFinite(dtSeconds))) throw new ArgumentOutOfRangeException(nameof(dtSeconds), dtSeconds, "Must be positive.");
        if (!(floor >= 0)) throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor is a modulus.");
        (_alpha, _dt, _predict, _floor) = (alpha, dtSeconds, predict, floor);
    }

    /// <summary>h, |h| in [0, 1].</summary>
    public Complex H { get; private set; }

    /// <summary>Local phase in (-pi, pi].</summary>
    public double Phase => H.Phase;

    /// <summary>Local phase with whole turns kept, in radians.</summary>
    public double UnwrappedPhase => _unwrapper.Value;

    /// <summary>Local coherence |h| in [0, 1].</summary>
    public double Coherence => Math.Min(1, Complex.Abs(H));

    /// <summary>Smoothed angular velocity in rad/s, within half a turn per sample; 0 while unknown.</summary>
    public double AngularVelocity => _increment.Phase / _dt;

    /// <summary>Takes the next phase.</summary>
    /// <param name="z">Any modulus; only its direction counts.</param>
    public void Update(Complex z)
    {
        double size = Complex.Abs(z);
        Complex unit = size > _floor && double.IsFinite(size) ? z / size : 0;
        Complex memory = (1 - _alpha) * H;
        double length = Complex.Abs(_increment);
        if (_predict && length > 0) memory *= _increment / length;
        H = (_alpha * unit) + memory;
        if (H != 0) _unwrapper.Next(H.Phase);

        if (unit != 0 && _previous != 0)
        {
            Complex turn = unit * Complex.Conjugate(_previous);
            _increment = _increment == 0 ? turn : (_alpha * turn) + ((1 - _alpha) * _increment);
        }

        _previous = unit;
    }

    /// <summary>Forgets everything, as if new.</summary>
    public void Reset()
    {
        _unwrapper.Reset();
        (H, _previous, _increment) = (0, 0, 0);
    }
}
