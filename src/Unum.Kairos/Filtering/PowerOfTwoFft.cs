using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Kairos.Filtering;

/// <summary>Stockham's transform of a power of two (see <see cref="Fft"/>).</summary>
internal sealed unsafe class PowerOfTwoFft
{
    private readonly int _length;

    // e^{-2 pi i k / N}, k < N.
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly double[] _scratchRe;
    private readonly double[] _scratchIm;

    public PowerOfTwoFft(int length)
    {
        _length = length;
        (_cos, _sin) = UnitRoots.Make(length);
        _scratchRe = new double[length];
        _scratchIm = new double[length];
    }

    public void Forward(Span<double> re, Span<double> im)
    {
        fixed (double* re0 = re, im0 = im, re1 = _scratchRe, im1 = _scratchIm, cos = _cos, sin = _sin)
        {
            double* xr = re0, xi = im0, yr = re1, yi = im1;
            int n = _length, stride = 1;
            while (n > 1)
            {
                if (n % 4 == 0)
                {
                    Radix4(xr, xi, yr, yi, n, stride, cos, sin);
                    n /= 4;
                    stride *= 4;
                }
                else
                {
                    Radix2(xr, xi, yr, yi, stride);
                    n /= 2;
                    stride *= 2;
                }

                double* swap = xr;
                xr = yr;
                yr = swap;
                swap = xi;
                xi = yi;
                yi = swap;
            }

            if (xr == re0) return;
            _scratchRe.CopyTo(re);
            _scratchIm.CopyTo(im);
        }
    }

    /// <summary>
    /// One decimation-in-frequency step: for p &lt; n/4 and q &lt; stride, the four values n/4 apart become four interleaved ones
    /// y[q + stride (4p + k)], twiddled by w^(kp), w = e^{-2 pi i / n}.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix4(double* xr, double* xi, double* yr, double* yi, int n, int stride, double* cos, double* sin)
    {
        int quarter = n / 4 * stride;
        for (int p = 0; p < n / 4; p++)
        {
            // The table is for the whole length N = n stride, so w^p of this step is entry p stride.
            int w = p * stride;
            double c1 = cos[w], s1 = sin[w], c2 = cos[2 * w], s2 = sin[2 * w], c3 = cos[3 * w], s3 = sin[3 * w];
            double* ar = xr + ((nint)stride * p);
            double* ai = xi + ((nint)stride * p);
            double* br = yr + ((nint)stride * 4 * p);
            double* bi = yi + ((nint)stride * 4 * p);
            int q = 0;
            if (stride >= Vector256<double>.Count)
            {
                Vector256<double> vc1 = Vector256.Create(c1), vs1 = Vector256.Create(s1);
                Vector256<double> vc2 = Vector256.Create(c2), vs2 = Vector256.Create(s2);
                Vector256<double> vc3 = Vector256.Create(c3), vs3 = Vector256.Create(s3);
                for (; q < stride; q += Vector256<double>.Count)
                {
                    Vector256<double> r0 = Vector256.Load(ar + q), r1 = Vector256.Load(ar + quarter + q);
                    Vector256<double> r2 = Vector256.Load(ar + (2 * quarter) + q), r3 = Vector256.Load(ar + (3 * quarter) + q);
                    Vector256<double> i0 = Vector256.Load(ai + q), i1 = Vector256.Load(ai + quarter + q);
                    Vector256<double> i2 = Vector256.Load(ai + (2 * quarter) + q), i3 = Vector256.Load(ai + (3 * quarter) + q);
                    Vector256<double> sr = r0 + r2, si = i0 + i2, dr = r0 - r2, di = i0 - i2;
                    Vector256<double> tr = r1 + r3, ti = i1 + i3, ur = i1 - i3, ui = r3 - r1;
                    (sr + tr).Store(br + q);
                    (si + ti).Store(bi + q);
                    Rotate(dr + ur, di + ui, vc1, vs1, br + stride + q, bi + stride + q);
                    Rotate(sr - tr, si - ti, vc2, vs2, br + (2 * stride) + q, bi + (2 * stride) + q);
                    Rotate(dr - ur, di - ui, vc3, vs3, br + (3 * stride) + q, bi + (3 * stride) + q);
                }
            }

            for (; q < stride; q++)
            {
                double r0 = ar[q], r1 = ar[quarter + q], r2 = ar[(2 * quarter) + q], r3 = ar[(3 * quarter) + q];
                double i0 = ai[q], i1 = ai[quarter + q], i2 = ai[(2 * quarter) + q], i3 = ai[(3 * quarter) + q];
                double sr = r0 + r2, si = i0 + i2, dr = r0 - r2, di = i0 - i2;
                double tr = r1 + r3, ti = i1 + i3, ur = i1 - i3, ui = r3 - r1;
                br[q] = sr + tr;
                bi[q] = si + ti;
                Rotate(dr + ur, di + ui, c1, s1, br + stride + q, bi + stride + q);
                Rotate(sr - tr, si - ti, c2, s2, br + (2 * stride) + q, bi + (2 * stride) + q);
                Rotate(dr - ur, di - ui, c3, s3, br + (3 * stride) + q, bi + (3 * stride) + q);
            }
        }
    }

    /// <summary>The last step, n = 2, has no twiddles.</summary>
    private static void Radix2(double* xr, double* xi, double* yr, double* yi, int stride)
    {
        for (int q = 0; q < stride; q++)
        {
            (yr[q], yr[stride + q]) = (xr[q] + xr[stride + q], xr[q] - xr[stride + q]);
            (yi[q], yi[stride + q]) = (xi[q] + xi[stride + q], xi[q] - xi[stride + q]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate(
        Vector256<double> re, Vector256<double> im, Vector256<double> cos, Vector256<double> sin, double* toRe, double* toIm)
    {
        ((re * cos) - (im * sin)).Store(toRe);
        ((re * sin) + (im * cos)).Store(toIm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate(double re, double im, double cos, double sin, double* toRe, double* toIm)
    {
        *toRe = (re * cos) - (im * sin);
        *toIm = (re * sin) + (im * cos);
    }
}
