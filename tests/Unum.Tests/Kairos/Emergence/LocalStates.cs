using System.Numerics;

namespace Unum.Tests.Kairos.Emergence;

/// <summary>The two-line local state recursion, per node: with the predicted rotation (ours) or without it (the mission's).</summary>
internal sealed class LocalStates(int count, double alpha = .1, bool rotate = true)
{
    private readonly Complex[] _h = new Complex[count];
    private readonly Complex[] _z = new Complex[count];
    private readonly Complex[] _turn = new Complex[count];
    private readonly double[] _omega = new double[count];
    private bool _started;

    public ReadOnlySpan<Complex> States => _h;

    public void Add(ReadOnlySpan<double> phases)
    {
        for (int i = 0; i < _h.Length; i++)
        {
            (double sin, double cos) = Math.SinCos(phases[i]);
            Complex z = new(cos, sin);
            if (_started && rotate)
            {
                // Smoothed phase increment; its phasor is renewed only when it changed, which it does not for a pure tone.
                Complex step = z * Complex.Conjugate(_z[i]);
                double change = alpha * (Math.Atan2(step.Imaginary, step.Real) - _omega[i]);
                if (Math.Abs(change) > 1e-12)
                {
                    _omega[i] += change;
                    (double s, double c) = Math.SinCos(_omega[i]);
                    _turn[i] = new Complex(c, s);
                }
            }

            _h[i] = _started ? alpha * z + (1 - alpha) * (rotate ? _turn[i] * _h[i] : _h[i]) : z;
            if (!_started) _turn[i] = Complex.One;
            _z[i] = z;
        }

        _started = true;
    }
}
