using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unum.Kairos.Filtering;

/// <summary>
/// A transform of any length as a convolution with a chirp: with 2kn = k^2 + n^2 - (k - n)^2 and c[n] = e^{-i pi n^2 / N},
/// X[k] = c[k] sum_n (x[n] c[n]) conj(c[k - n]). L. Bluestein, IEEE Trans. Audio Electroacoust. 18 (1970) 451.
/// </summary>
internal sealed class BluesteinFft
{
    private readonly int _length;
    private readonly PowerOfTwoFft _inner;
    private readonly double[] _chirpRe;
    private readonly double[] _chirpIm;

    // The transform of conj(c), divided by M.
    private readonly double[] _kernelRe;
    private readonly double[] _kernelIm;
    private readonly double[] _re;
    private readonly double[] _im;

    public BluesteinFft(int length)
    {
        _length = length;
        int padded = (int)BitOperations.RoundUpToPowerOf2((uint)((2 * length) - 1));
        _inner = new PowerOfTwoFft(padded);
        (_chirpRe, _chirpIm) = (new double[length], new double[length]);
        (_kernelRe, _kernelIm) = (new double[padded], new double[padded]);
        (_re, _im) = (new double[padded], new double[padded]);
        for (long n = 0; n < length; n++)
        {
            // n^2 modulo 2N first: the angle of a large square would have lost its fraction of a turn.
            (double cos, double sin) = UnitRoots.At(n * n % (2L * length), 2L * length);
            _chirpRe[n] = cos;
            _chirpIm[n] = sin;
            long mirror = (padded - n) % padded;
            _kernelRe[n] = _kernelRe[mirror] = cos;
            _kernelIm[n] = _kernelIm[mirror] = -sin;
        }

        _inner.Forward(_kernelRe, _kernelIm);
        Fft.Scale(_kernelRe, 1.0 / padded);
        Fft.Scale(_kernelIm, 1.0 / padded);
    }

    public void Forward(Span<double> re, Span<double> im)
    {
        Span<double> headRe = _re.AsSpan(0, _length), headIm = _im.AsSpan(0, _length);
        Multiply(re, im, _chirpRe, _chirpIm, headRe, headIm);
        _re.AsSpan(_length).Clear();
        _im.AsSpan(_length).Clear();
        _inner.Forward(_re, _im);
        Multiply(_re, _im, _kernelRe, _kernelIm, _re, _im);

        // Parts exchanged: the inverse transform, its 1/M being in the kernel.
        _inner.Forward(_im, _re);
        Multiply(headRe, headIm, _chirpRe, _chirpIm, re, im);
    }

    /// <summary>to = x * y, elementwise and complex.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(
        ReadOnlySpan<double> xr, ReadOnlySpan<double> xi, ReadOnlySpan<double> yr, ReadOnlySpan<double> yi, Span<double> toRe, Span<double> toIm)
    {
        int at = 0;
        for (; at <= xr.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            Vector<double> a = new(xr[at..]), b = new(xi[at..]), c = new(yr[at..]), d = new(yi[at..]);
            ((a * c) - (b * d)).CopyTo(toRe[at..]);
            ((a * d) + (b * c)).CopyTo(toIm[at..]);
        }

        for (; at < xr.Length; at++)
        {
            double a = xr[at], b = xi[at], c = yr[at], d = yi[at];
            toRe[at] = (a * c) - (b * d);
            toIm[at] = (a * d) + (b * c);
        }
    }
}
