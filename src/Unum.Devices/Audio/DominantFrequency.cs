using System.Numerics;

namespace Unum.Devices.Audio;

/// <summary>The frequency of the strongest tone in a stretch of sound.</summary>
/// <remarks>
/// A Hann-windowed radix-2 FFT of N samples, the highest bin k, and the interpolation of Grandke (IEEE Trans. Instrum. Meas.
/// 32, 1983): with a = |X[k+1]| / |X[k]| the tone lies at k + (2a - 1)/(a + 1) bins, exact for one tone far from 0 and N/2.
/// Buffers of N complex numbers; O(N log N) an estimate; allocates nothing after construction. Not thread-safe.
/// </remarks>
public sealed class DominantFrequency
{
    private readonly int _rate;
    private readonly double[] _window;
    private readonly Complex[] _twiddles;
    private readonly Complex[] _bins;

    /// <summary>An estimator for stretches of one length.</summary>
    /// <param name="length">Samples N: a power of two from 64 to 65536.</param>
    /// <param name="rateHz">Samples per second.</param>
    public DominantFrequency(int length, int rateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 65536);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateHz);
        if (!BitOperations.IsPow2(length)) throw new ArgumentOutOfRangeException(nameof(length), length, "must be a power of two");
        _rate = rateHz;
        _bins = new Complex[length];
        _window = new double[length];
        _twiddles = new Complex[length / 2];
        for (int n = 0; n < length; n++) _window[n] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / length);
        for (int n = 0; n < length / 2; n++) _twiddles[n] = Complex.FromPolarCoordinates(1, -2 * Math.PI * n / length);
    }

    /// <summary>Samples in a stretch.</summary>
    public int Length => _bins.Length;

    /// <summary>Estimates the strongest tone of <paramref name="samples"/> (exactly <see cref="Length"/> of them).</summary>
    /// <returns>Hz in (0, rate/2); 0 for silence.</returns>
    public double Estimate(ReadOnlySpan<float> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, Length, nameof(samples));
        for (int n = 0; n < samples.Length; n++) _bins[n] = samples[n] * _window[n];
        Transform();

        int peak = 0;
        double highest = 0;
        for (int k = 1; k < Length / 2 - 1; k++)
        {
            double power = Power(k);
            if (power > highest) (peak, highest) = (k, power);
        }

        if (peak == 0) return 0;
        double left = Math.Sqrt(Power(peak - 1) / highest), right = Math.Sqrt(Power(peak + 1) / highest);
        double offset = right >= left ? (2 * right - 1) / (right + 1) : -(2 * left - 1) / (left + 1);
        return Math.Max(0, (peak + Math.Clamp(offset, -0.5, 0.5)) * _rate / Length);
    }

    private double Power(int bin) => _bins[bin].Real * _bins[bin].Real + _bins[bin].Imaginary * _bins[bin].Imaginary;

    private void Transform()
    {
        for (int n = 1, reversed = 0; n < Length; n++)
        {
            int bit = Length >> 1;
            for (; (reversed & bit) != 0; bit >>= 1) reversed ^= bit;
            reversed ^= bit;
            if (n < reversed) (_bins[n], _bins[reversed]) = (_bins[reversed], _bins[n]);
        }

        for (int size = 2; size <= Length; size *= 2)
        {
            int half = size / 2, stride = Length / size;
            for (int start = 0; start < Length; start += size)
            {
                for (int k = 0; k < half; k++)
                {
                    Complex even = _bins[start + k], odd = _bins[start + k + half] * _twiddles[k * stride];
                    _bins[start + k] = even + odd;
                    _bins[start + k + half] = even - odd;
                }
            }
        }
    }
}
