using Unum.Femto;
using Unum.Kairos.Anomaly;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// A mind as a detector of anomalies: each row becomes one byte, the value's place among the values so far, and a strange row is one
/// that surprises the mind that reads along. The score is how far the surprise lies above its own running mean, in running
/// deviations, squeezed into 0 to 1. Knows only the rows before; one setting for all series.
/// </summary>
public sealed class SurpriseDetector(Func<IByteModel> mind) : IAnomalyDetector
{
    private const int First = 64;
    private const int Levels = 16;
    private const double Slow = .002;
    private const double Fast = .2;
    private readonly IByteModel _mind = mind();
    private double _low = double.MaxValue;
    private double _high = double.MinValue;
    private double _mean = 4;
    private double _square = 20;
    private double _near = 4;
    private long _rows;

    /// <inheritdoc/>
    public AnomalyReading Observe(DateTimeOffset at, double value)
    {
        _rows++;
        bool record = value < _low || value > _high;
        double span = _high - _low;
        double beyond = record && span > 0 && _rows > First ? Math.Max(_low - value, value - _high) / span : 0;
        (_low, _high) = (Math.Min(_low, value), Math.Max(_high, value));
        double place = _high > _low ? (value - _low) / (_high - _low) : .5;
        double bits = _mind.Read((byte)Math.Clamp((int)(place * (Levels - 1)), 0, Levels - 1));
        bits += Math.Min(20, beyond * 60); // what lies beyond all that was ever seen has no byte of its own
        double deviation = Math.Sqrt(Math.Max(.25, _square - (_mean * _mean)));
        _near += (bits - _near) * Fast;
        double strange = Math.Max(bits - _mean, 2 * (_near - _mean)) / deviation;
        double rate = Math.Max(Slow, 1.0 / _rows);
        _mean += (bits - _mean) * rate;
        _square += ((bits * bits) - _square) * rate;
        return new AnomalyReading(_rows < First ? 0 : 1 / (1 + Math.Exp(4 - strange)), AnomalySense.None, null);
    }
}
