namespace Unum.Kairos.Anomaly;

/// <summary>
/// Local coherence of a stream of plain values: how orderly it moves in its own phase plane, in [0, 1].
/// </summary>
/// <remarks>
/// A value and its step make a phase z = (x - m)/sigma_x + i dx/sigma_dx, m the recent mean (time constant tau) and the sigmas
/// over everything so far. Then h &lt;- h + (z - h)/tau, P &lt;- P + (|z|^2 - P)/tau, and the coherence is |h| / sqrt(P + eps):
/// at most 1 by Cauchy-Schwarz, near 1 for a stream that leans one way, near 0 for one that swings about its mean. The small
/// eps makes a stream that has gone still incoherent instead of undefined. Without predicted rotation: for values whose
/// rhythm is far slower or faster than tau it gains nothing (docs/decisions/0004-anomaly-score.md).
/// </remarks>
internal struct PhasePlane(double tau)
{
    private const double Stillness = 0.05;
    private readonly double _rate = 1 / tau;
    private double _mean, _variance, _stepVariance, _re, _im, _power;
    private long _count;

    /// <summary>Takes in a finite value and its step from the one before, 0 when there is none.</summary>
    /// <returns>The coherence; NaN until two time constants have passed.</returns>
    public double Observe(double value, double step)
    {
        _count++;
        double share = 1.0 / _count;
        _mean += Math.Max(_rate, share) * (value - _mean);
        double off = value - _mean;
        _variance += (off * off - _variance) * share;
        _stepVariance += (step * step - _stepVariance) * share;
        double re = _variance > 0 ? off / Math.Sqrt(_variance) : 0;
        double im = _stepVariance > 0 ? step / Math.Sqrt(_stepVariance) : 0;
        _re += _rate * (re - _re);
        _im += _rate * (im - _im);
        _power += _rate * (re * re + im * im - _power);
        return _count * _rate < 2 ? double.NaN : Math.Sqrt((_re * _re + _im * _im) / (_power + Stillness));
    }
}
