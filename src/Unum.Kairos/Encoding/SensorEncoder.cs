using System.Numerics;

namespace Unum.Kairos.Encoding;

/// <summary>Phase of any real sensor, whatever its unit and size: slow mean off, running RMS to one, then the analytic band.</summary>
/// <remarks>
/// <para>
/// Values are scaled, never squashed: squashed encodings lost half of the detection quality. The phase does not change when the
/// sensor's unit does (z of a x + b equals z of x for a > 0). Mean and mean square are exponential averages over
/// <c>memorySeconds</c>, plain averages until that much has been seen.
/// </para>
/// <para>
/// Frozen is not coherent: a reading that stays exactly the same for the length of the filter gives z = 0 until it moves again,
/// and so does a constant from the start.
/// </para>
/// </remarks>
public sealed class SensorEncoder : IPhaseEncoder
{
    private readonly AnalyticEncoder _band;
    private readonly double _gain;
    private double _mean;
    private double _meanSquare;
    private double _last;
    private long _count;
    private long _unchanged;

    /// <summary>Builds an encoder for one sensor.</summary>
    /// <param name="rateHz">Readings per second.</param>
    /// <param name="lowHz">Lower edge of the band; 0 takes rate / 20.</param>
    /// <param name="highHz">Upper edge of the band; 0 takes 0.4 rate.</param>
    /// <param name="memorySeconds">Memory of mean and RMS; 0 takes eight periods of the lower edge.</param>
    /// <param name="rejectionDb">As in <see cref="AnalyticEncoder"/>; the default keeps the delay of the default band at about 30 samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band does not fit the rate, or the memory is not positive and finite.</exception>
    public SensorEncoder(double rateHz, double lowHz = 0, double highHz = 0, double memorySeconds = 0, double rejectionDb = 50)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lowHz);
        ArgumentOutOfRangeException.ThrowIfNegative(highHz);
        ArgumentOutOfRangeException.ThrowIfNegative(memorySeconds);
        double low = lowHz == 0 ? rateHz / 20 : lowHz;
        _band = new AnalyticEncoder(rateHz, low, highHz == 0 ? rateHz * 0.4 : highHz, rejectionDb);
        double memory = (memorySeconds == 0 ? 8 / low : memorySeconds) * rateHz;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memory, 1e12, nameof(memorySeconds));
        _gain = 1 / Math.Max(1, memory);
    }

    /// <inheritdoc/>
    public double DelaySeconds => _band.DelaySeconds;

    /// <inheritdoc/>
    public long Missing { get; private set; }

    /// <summary>Running mean, in the sensor's unit.</summary>
    public double Mean => _mean;

    /// <summary>Running RMS about the mean, in the sensor's unit.</summary>
    public double Rms => Math.Sqrt(_meanSquare);

    /// <summary>Whether the reading has not changed for a whole filter length.</summary>
    public bool IsFrozen => _unchanged >= _band.Taps;

    /// <inheritdoc/>
    public Complex Encode(double value)
    {
        if (!AnalyticEncoder.IsUsable(value))
        {
            Missing++;
            if (_count == 0) return Complex.Zero; // nothing yet that could stand in
            value = _last;
        }

        _unchanged = _count > 0 && value == _last ? _unchanged + 1 : 0;
        _last = value;
        _count++;
        double gain = Math.Max(_gain, 1.0 / _count);
        double before = value - _mean;
        _mean += gain * before;
        double moved = value - _mean;
        _meanSquare += gain * ((moved * before) - _meanSquare); // Welford's product: unbiased by the moving mean

        // Rounding of a large mean is no movement: below that the scale is zero and there is no evidence.
        double rms = Math.Sqrt(Math.Max(0, _meanSquare));
        Complex z = _band.Encode(rms > 1e-14 * Math.Abs(_mean) ? moved / rms : 0);
        return IsFrozen ? Complex.Zero : z;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _band.Reset();
        (_mean, _meanSquare, _last, _count, _unchanged, Missing) = (0, 0, 0, 0, 0, 0);
    }
}
