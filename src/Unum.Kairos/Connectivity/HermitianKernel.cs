using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// One tile of sum over samples of z_i conj z_j, by three real products instead of four (after Gauss):
/// <code>
///   P = sum re_i re_j     Q = sum im_i im_j     R = sum (re_i + im_i)(re_j - im_j)
///   Re = P + Q            Im = R - P + Q
/// </code>
/// 8 rows x 1 vector x 3 sums = 24 accumulators stay in registers for a whole block; each step is 24 fused multiply-adds.
/// </summary>
internal static unsafe class HermitianKernel<T>
    where T : unmanaged
{
    /// <summary>8 rows by 16 floats or 8 doubles in AVX-512.</summary>
    /// <param name="row">First of the 8 rows in its panel's first sample.</param>
    /// <param name="col">The column panel.</param>
    /// <param name="samples">How many.</param>
    /// <param name="products">[8 rows, P|Q|R, width], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile512(T* row, T* col, int samples, T* products)
    {
        int width = Vector512<T>.Count;
        Vector512<T> p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default, p6 = default, p7 = default;
        Vector512<T> q0 = default, q1 = default, q2 = default, q3 = default, q4 = default, q5 = default, q6 = default, q7 = default;
        Vector512<T> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        T* imaginary = row + width;
        T* sum = row + (2 * width);
        for (int t = 0; t < samples; t++)
        {
            Vector512<T> re = Vector512.Load(col);
            Vector512<T> im = Vector512.Load(col + width);
            Vector512<T> difference = Vector512.Load(col + (3 * width));
            p0 = Fma(row[0], re, p0); q0 = Fma(imaginary[0], im, q0); r0 = Fma(sum[0], difference, r0);
            p1 = Fma(row[1], re, p1); q1 = Fma(imaginary[1], im, q1); r1 = Fma(sum[1], difference, r1);
            p2 = Fma(row[2], re, p2); q2 = Fma(imaginary[2], im, q2); r2 = Fma(sum[2], difference, r2);
            p3 = Fma(row[3], re, p3); q3 = Fma(imaginary[3], im, q3); r3 = Fma(sum[3], difference, r3);
            p4 = Fma(row[4], re, p4); q4 = Fma(imaginary[4], im, q4); r4 = Fma(sum[4], difference, r4);
            p5 = Fma(row[5], re, p5); q5 = Fma(imaginary[5], im, q5); r5 = Fma(sum[5], difference, r5);
            p6 = Fma(row[6], re, p6); q6 = Fma(imaginary[6], im, q6); r6 = Fma(sum[6], difference, r6);
            p7 = Fma(row[7], re, p7); q7 = Fma(imaginary[7], im, q7); r7 = Fma(sum[7], difference, r7);
            row += 4 * width; imaginary += 4 * width; sum += 4 * width; col += 4 * width;
        }

        Store(products, p0, q0, r0);
        Store(products + (3 * width), p1, q1, r1);
        Store(products + (6 * width), p2, q2, r2);
        Store(products + (9 * width), p3, q3, r3);
        Store(products + (12 * width), p4, q4, r4);
        Store(products + (15 * width), p5, q5, r5);
        Store(products + (18 * width), p6, q6, r6);
        Store(products + (21 * width), p7, q7, r7);
    }

    /// <summary>The same tile on machines with shorter vectors (AVX2, NEON, SSE): 4 rows x 1 vector x 3 sums at a time.</summary>
    /// <param name="row">First of the 8 rows in its panel's first sample.</param>
    /// <param name="col">The column panel.</param>
    /// <param name="firstLane">The first column wanted; what is before it in <paramref name="products"/> stays.</param>
    /// <param name="samples">How many.</param>
    /// <param name="products">[8 rows, P|Q|R, width], overwritten from that column on.</param>
    public static void TileVector(T* row, T* col, int firstLane, int samples, T* products)
    {
        int width = Vector512<T>.Count;
        for (int half = 0; half < PairTiles.Rows; half += 4)
        {
            for (int lane = firstLane; lane < width; lane += Vector<T>.Count)
                FourRows(row + half, col + lane, samples, products + (3 * width * half) + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(T* row, T* col, int samples, T* products)
    {
        int width = Vector512<T>.Count;
        Vector<T> p0 = default, p1 = default, p2 = default, p3 = default;
        Vector<T> q0 = default, q1 = default, q2 = default, q3 = default;
        Vector<T> r0 = default, r1 = default, r2 = default, r3 = default;
        T* imaginary = row + width;
        T* sum = row + (2 * width);
        for (int t = 0; t < samples; t++)
        {
            Vector<T> re = Vector.Load(col);
            Vector<T> im = Vector.Load(col + width);
            Vector<T> difference = Vector.Load(col + (3 * width));
            p0 = Fma(row[0], re, p0); q0 = Fma(imaginary[0], im, q0); r0 = Fma(sum[0], difference, r0);
            p1 = Fma(row[1], re, p1); q1 = Fma(imaginary[1], im, q1); r1 = Fma(sum[1], difference, r1);
            p2 = Fma(row[2], re, p2); q2 = Fma(imaginary[2], im, q2); r2 = Fma(sum[2], difference, r2);
            p3 = Fma(row[3], re, p3); q3 = Fma(imaginary[3], im, q3); r3 = Fma(sum[3], difference, r3);
            row += 4 * width; imaginary += 4 * width; sum += 4 * width; col += 4 * width;
        }

        Store(products, p0, q0, r0);
        Store(products + (3 * width), p1, q1, r1);
        Store(products + (6 * width), p2, q2, r2);
        Store(products + (9 * width), p3, q3, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* at, Vector512<T> p, Vector512<T> q, Vector512<T> r)
    {
        p.Store(at);
        q.Store(at + Vector512<T>.Count);
        r.Store(at + (2 * Vector512<T>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* at, Vector<T> p, Vector<T> q, Vector<T> r)
    {
        p.Store(at);
        q.Store(at + Vector512<T>.Count);
        r.Store(at + (2 * Vector512<T>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma(T x, Vector512<T> y, Vector512<T> z)
    {
        if (typeof(T) == typeof(float))
            return Vector512.MultiplyAddEstimate(Vector512.Create(x).AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();
        return Vector512.MultiplyAddEstimate(Vector512.Create(x).AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Fma(T x, Vector<T> y, Vector<T> z)
    {
        if (typeof(T) == typeof(float))
            return Vector.MultiplyAddEstimate(Vector.AsVectorSingle(new Vector<T>(x)), Vector.AsVectorSingle(y), Vector.AsVectorSingle(z)).As<float, T>();
        return Vector.MultiplyAddEstimate(Vector.AsVectorDouble(new Vector<T>(x)), Vector.AsVectorDouble(y), Vector.AsVectorDouble(z)).As<double, T>();
    }
}
