using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// Four rows by 8 columns of the sums over d = Im(z_i conj z_j) = im_i re_j - re_i im_j. The products of two floats are exact in doubles,
/// so d is correctly rounded and its sign exact; a fused multiply-add would round one product only and give d != 0 for equal channels
/// whose samples carry the forgetting weight.
/// </summary>
/// <typeparam name="TWeighted">Whether sum d and sum |d| are wanted.</typeparam>
/// <typeparam name="TSquare">Whether sum d^2 is wanted.</typeparam>
/// <typeparam name="TSign">Whether sum sign d is wanted.</typeparam>
internal static unsafe class ImaginaryKernel<TWeighted, TSquare, TSign>
    where TWeighted : struct, ISwitch
    where TSquare : struct, ISwitch
    where TSign : struct, ISwitch
{
    private const int Width = 8;
    private const int Stride = 4 * Width;

    /// <summary>In AVX-512.</summary>
    /// <param name="row">First of the 4 rows in its panel's first sample.</param>
    /// <param name="col">The column panel.</param>
    /// <param name="weights">[samples] forgetting weights, already in the samples as their square roots.</param>
    /// <param name="samples">How many.</param>
    /// <param name="sums">Where the sums live.</param>
    /// <param name="at">Offset of the first row in each.</param>
    /// <param name="decay">What the old sums are multiplied by; the squares decay by its square.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows512(double* row, double* col, double* weights, int samples, ImaginaryTotals* sums, int at, double decay)
    {
        Vector512<double> d0 = default, d1 = default, d2 = default, d3 = default;
        Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector512<double> g0 = default, g1 = default, g2 = default, g3 = default;
        for (int t = 0; t < samples; t++)
        {
            Vector512<double> re = Vector512.Load(col), im = Vector512.Load(col + Width), w = Vector512.Create(weights[t]);
            Step(row, re, im, w, ref d0, ref a0, ref s0, ref g0);
            Step(row + 1, re, im, w, ref d1, ref a1, ref s1, ref g1);
            Step(row + 2, re, im, w, ref d2, ref a2, ref s2, ref g2);
            Step(row + 3, re, im, w, ref d3, ref a3, ref s3, ref g3);
            row += Stride;
            col += Stride;
        }

        if (TWeighted.On)
        {
            Fold(sums->Difference + at, decay, d0, d1, d2, d3);
            Fold(sums->Magnitude + at, decay, a0, a1, a2, a3);
        }

        if (TSquare.On) Fold(sums->Square + at, decay * decay, s0, s1, s2, s3);
        if (TSign.On) Fold(sums->Sign + at, decay, g0, g1, g2, g3);
    }

    /// <summary>The same with vectors of any length.</summary>
    /// <inheritdoc cref="Rows512"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowsVector(double* row, double* col, double* weights, int samples, ImaginaryTotals* sums, int at, double decay)
    {
        Vector<double> keep = new(decay), keepSquare = new(decay * decay);
        for (int r = 0; r < 4; r++)
        {
            for (int lane = 0; lane < Width; lane += Vector<double>.Count)
            {
                Vector<double> d = default, a = default, s = default, g = default;
                double* rowAt = row + r;
                double* colAt = col + lane;
                for (int t = 0; t < samples; t++, rowAt += Stride, colAt += Stride)
                {
                    Vector<double> x = (rowAt[Width] * Vector.Load(colAt)) - (rowAt[0] * Vector.Load(colAt + Width));
                    d += x;
                    a += Vector.Abs(x);
                    s += x * x;
                    Vector<double> w = new(weights[t]);
                    g += Vector.ConditionalSelect(Vector.GreaterThan(x, default), w, default)
                        - Vector.ConditionalSelect(Vector.LessThan(x, default), w, default);
                }

                int to = at + (r * Width) + lane;
                if (TWeighted.On)
                {
                    ((Vector.Load(sums->Difference + to) * keep) + d).Store(sums->Difference + to);
                    ((Vector.Load(sums->Magnitude + to) * keep) + a).Store(sums->Magnitude + to);
                }

                if (TSquare.On) ((Vector.Load(sums->Square + to) * keepSquare) + s).Store(sums->Square + to);
                if (TSign.On) ((Vector.Load(sums->Sign + to) * keep) + g).Store(sums->Sign + to);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        double* row,
        Vector512<double> re,
        Vector512<double> im,
        Vector512<double> w,
        ref Vector512<double> d,
        ref Vector512<double> a,
        ref Vector512<double> s,
        ref Vector512<double> g)
    {
        Vector512<double> x = (Vector512.Create(row[Width]) * re) - (Vector512.Create(row[0]) * im);
        if (TWeighted.On)
        {
            d += x;
            a += Vector512.Abs(x);
        }

        if (TSquare.On) s = Vector512.MultiplyAddEstimate(x, x, s);
        if (TSign.On)
        {
            g = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<double>.Zero), g + w, g);
            g = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), g - w, g);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(
        double* sum, double decay, Vector512<double> r0, Vector512<double> r1, Vector512<double> r2, Vector512<double> r3)
    {
        Vector512<double> keep = Vector512.Create(decay);
        Vector512.MultiplyAddEstimate(Vector512.Load(sum), keep, r0).Store(sum);
        Vector512.MultiplyAddEstimate(Vector512.Load(sum + Width), keep, r1).Store(sum + Width);
        Vector512.MultiplyAddEstimate(Vector512.Load(sum + (2 * Width)), keep, r2).Store(sum + (2 * Width));
        Vector512.MultiplyAddEstimate(Vector512.Load(sum + (3 * Width)), keep, r3).Store(sum + (3 * Width));
    }
}
