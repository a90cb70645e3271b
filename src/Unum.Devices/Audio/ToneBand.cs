using System.Numerics;

namespace Unum.Devices.Audio;

/// <summary>The complex amplitude of one frequency band of a sound, followed through time (complex demodulation).</summary>
/// <remarks>
/// z(n) = (2 / sum w) sum_j w[j] x[n - W + 1 + j] e^{-i omega (n - W + 1 + j)} with a Hann window w of W = 2 rate / bandwidth samples:
/// a tone A cos(omega t + p) in the middle of the band gives the constant A e^{ip}, a tone d Hz beside it a rotation at d Hz.
/// Half of the amplitude is left at bandwidth/2 from the centre. Memory: three arrays of W floats; O(W) a step; allocates nothing.
/// </remarks>
public sealed class ToneBand
{
    private readonly float[] _cosine;
    private readonly float[] _sine;
    private readonly float[] _history;
    private readonly double _omega;
    private double _taken;

    /// <summary>A band around one frequency.</summary>
    /// <param name="frequencyHz">Its centre, in (0, rate/2).</param>
    /// <param name="bandwidthHz">Its width between the points of half amplitude, in [2, rate/16].</param>
    /// <param name="rateHz">Samples per second.</param>
    public ToneBand(double frequencyHz, double bandwidthHz, int rateHz)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequencyHz);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frequencyHz, rateHz / 2.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(bandwidthHz, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bandwidthHz, rateHz / 16.0);
        int length = (int)Math.Round(2 * rateHz / bandwidthHz);
        _omega = 2 * Math.PI * frequencyHz / rateHz;
        _history = new float[length];
        _cosine = new float[length];
        _sine = new float[length];
        for (int n = 0; n < length; n++)
        {
            // The periodic Hann window sums to half its length.
            double weight = (0.5 - 0.5 * Math.Cos(2 * Math.PI * n / length)) * 4 / length;
            (double sine, double cosine) = Math.SinCos(_omega * n);
            _cosine[n] = (float)(weight * cosine);
            _sine[n] = (float)(weight * -sine);
        }
    }

    /// <summary>Samples W that one value looks back on.</summary>
    public int Window => _history.Length;

    /// <summary>Takes the next samples (at most <see cref="Window"/>) and returns the amplitude of the band at their end.</summary>
    public Complex Step(ReadOnlySpan<float> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, Window, nameof(samples));
        _history.AsSpan(samples.Length).CopyTo(_history);
        samples.CopyTo(_history.AsSpan(Window - samples.Length));
        _taken = Math.IEEERemainder(_taken + _omega * samples.Length, 2 * Math.PI);
        Complex local = new(Dot(_cosine, _history), Dot(_sine, _history));
        return local * Complex.FromPolarCoordinates(1, _omega * Window - _taken);
    }

    /// <summary>The dot product of two arrays of one length, with vectors.</summary>
    internal static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Vector<float> sum = Vector<float>.Zero;
        int n = 0;
        for (; n <= left.Length - Vector<float>.Count; n += Vector<float>.Count)
            sum += new Vector<float>(left[n..]) * new Vector<float>(right[n..]);
        return Vector.Sum(sum) + DotScalar(left[n..], right[n..]);
    }

    /// <summary>The reference for <see cref="Dot"/>.</summary>
    internal static double DotScalar(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int n = 0; n < left.Length; n++) sum += (double)left[n] * right[n];
        return sum;
    }
}
