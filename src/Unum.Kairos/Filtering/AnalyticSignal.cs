using System.Globalization;

namespace Unum.Kairos.Filtering;

/// <summary>
/// The analytic signal z = x + i H x of a whole recording, H being the Hilbert transform: the spectrum times -i at positive frequencies,
/// +i at negative ones, 0 at zero and at half the sampling rate. Periodic at the ends, as <c>scipy.signal.hilbert</c>.
/// </summary>
/// <remarks>
/// H is linear and real, so two signals share one complex transform. Not causal: it needs the recording. D. Gabor, J. IEE 93 (1946) 429.
/// An instance holds tables and scratch for one length; it is not thread-safe.
/// </remarks>
public sealed class AnalyticSignal
{
    private readonly Fft _fft;
    private readonly double[] _unused;

    /// <summary>Prepares for recordings of one length.</summary>
    /// <param name="length">Samples, from 1 to 2^28.</param>
    public AnalyticSignal(int length)
    {
        _fft = new Fft(length);
        _unused = new double[length];
    }

    /// <summary>Samples.</summary>
    public int Length => _fft.Length;

    /// <summary>H x.</summary>
    /// <param name="signal">[<see cref="Length"/>] x, which is also the real part of z.</param>
    /// <param name="quadrature">[<see cref="Length"/>] H x, the imaginary part of z.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Quadrature(ReadOnlySpan<double> signal, Span<double> quadrature)
    {
        Check(signal.Length);
        Check(quadrature.Length);
        signal.CopyTo(quadrature);
        Array.Clear(_unused);
        Transform(quadrature, _unused);
    }

    /// <summary>H of two signals for the price of one, in place.</summary>
    /// <param name="first">[<see cref="Length"/>] x, becomes H x.</param>
    /// <param name="second">[<see cref="Length"/>] another x, becomes its H x.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void QuadratureOfTwo(Span<double> first, Span<double> second)
    {
        Check(first.Length);
        Check(second.Length);
        Transform(first, second);
    }

    private void Check(int length)
    {
        if (length != Length) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected {Length} samples, got {length}."), nameof(length));
    }

    private void Transform(Span<double> re, Span<double> im)
    {
        _fft.Forward(re, im);
        int n = Length;
        (re[0], im[0]) = (0, 0);
        if (n % 2 == 0) (re[n / 2], im[n / 2]) = (0, 0);
        for (int k = 1; k < (n + 1) / 2; k++)
        {
            (re[k], im[k]) = (im[k], -re[k]);
            (re[n - k], im[n - k]) = (-im[n - k], re[n - k]);
        }

        _fft.Inverse(re, im);
    }
}
