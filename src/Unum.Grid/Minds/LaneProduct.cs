using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Unum.Grid.Minds.LaneMath;

namespace Unum.Grid.Minds;

/// <summary>
/// Sixteen small matrix products at once, one per lane: <c>out[r, c] (+)= sum_k x[r, k] w[k, c]</c>, every element a vector of 16
/// blocks. Any strides, so products with a transposed matrix and outer products are the same loop. Tiles of 4 x 4 vectors stay in
/// registers: 8 loads for 16 fused multiply-adds.
/// </summary>
internal static class LaneProduct
{
    /// <summary>A matrix of vectors: where it starts and how many vectors apart rows and columns are.</summary>
    public readonly ref struct Matrix(ref float at, int row, int column)
    {
        /// <summary>The first vector.</summary>
        public readonly ref float At = ref at;

        /// <summary>Vectors from one row to the next.</summary>
        public readonly int Row = row;

        /// <summary>Vectors from one column to the next.</summary>
        public readonly int Column = column;
    }

    /// <summary>The product.</summary>
    /// <param name="x">rows x inner.</param>
    /// <param name="w">inner x columns.</param>
    /// <param name="to">rows x columns.</param>
    /// <param name="rows">A multiple of 4.</param>
    /// <param name="inner">Any number.</param>
    /// <param name="columns">A multiple of 4.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public static void Times(Matrix x, Matrix w, Matrix to, int rows, int inner, int columns, bool add = false)
    {
        for (int c = 0; c < columns; c += 4)
        {
            for (int r = 0; r < rows; r += 4)
            {
                Tile(
                    ref Unsafe.Add(ref x.At, r * x.Row * Lanes), x.Row * Lanes, x.Column * Lanes,
                    ref Unsafe.Add(ref w.At, c * w.Column * Lanes), w.Row * Lanes, w.Column * Lanes,
                    ref Unsafe.Add(ref to.At, ((r * to.Row) + (c * to.Column)) * Lanes), to.Row, to.Column, inner, add);
            }
        }
    }

    private static void Tile(ref float x, int xr, int xk, ref float w, int wk, int wc, ref float to, int tr, int tc, int inner, bool add)
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default, a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default, a30 = default, a31 = default, a32 = default, a33 = default;
        if (add)
        {
            (a00, a01, a02, a03) = (Get(ref to, 0), Get(ref to, tc), Get(ref to, 2 * tc), Get(ref to, 3 * tc));
            (a10, a11, a12, a13) = (Get(ref to, tr), Get(ref to, tr + tc), Get(ref to, tr + (2 * tc)), Get(ref to, tr + (3 * tc)));
            (a20, a21, a22, a23) = (Get(ref to, 2 * tr), Get(ref to, (2 * tr) + tc), Get(ref to, (2 * tr) + (2 * tc)), Get(ref to, (2 * tr) + (3 * tc)));
            (a30, a31, a32, a33) = (Get(ref to, 3 * tr), Get(ref to, (3 * tr) + tc), Get(ref to, (3 * tr) + (2 * tc)), Get(ref to, (3 * tr) + (3 * tc)));
        }

        nuint x1 = (nuint)xr, x2 = (nuint)(2 * xr), x3 = (nuint)(3 * xr), w1 = (nuint)wc, w2 = (nuint)(2 * wc), w3 = (nuint)(3 * wc);
        for (int k = 0; k < inner; k++)
        {
            Vector512<float> b0 = Vector512.LoadUnsafe(ref w), b1 = Vector512.LoadUnsafe(ref w, w1), b2 = Vector512.LoadUnsafe(ref w, w2), b3 = Vector512.LoadUnsafe(ref w, w3);
            Vector512<float> v = Vector512.LoadUnsafe(ref x);
            (a00, a01, a02, a03) = (Fma(v, b0, a00), Fma(v, b1, a01), Fma(v, b2, a02), Fma(v, b3, a03));
            v = Vector512.LoadUnsafe(ref x, x1);
            (a10, a11, a12, a13) = (Fma(v, b0, a10), Fma(v, b1, a11), Fma(v, b2, a12), Fma(v, b3, a13));
            v = Vector512.LoadUnsafe(ref x, x2);
            (a20, a21, a22, a23) = (Fma(v, b0, a20), Fma(v, b1, a21), Fma(v, b2, a22), Fma(v, b3, a23));
            v = Vector512.LoadUnsafe(ref x, x3);
            (a30, a31, a32, a33) = (Fma(v, b0, a30), Fma(v, b1, a31), Fma(v, b2, a32), Fma(v, b3, a33));
            w = ref Unsafe.Add(ref w, wk);
            x = ref Unsafe.Add(ref x, xk);
        }

        Put4(ref to, 0, tc, a00, a01, a02, a03);
        Put4(ref to, tr, tc, a10, a11, a12, a13);
        Put4(ref to, 2 * tr, tc, a20, a21, a22, a23);
        Put4(ref to, 3 * tr, tc, a30, a31, a32, a33);
    }

    /// <summary>Products with a matrix that all lanes share: <c>out[r, c] = sum_k x[r, k] e[c, k]</c>, e one float for all 16.</summary>
    /// <param name="x">rows x 16, rows next to one another.</param>
    /// <param name="e">columns x 16 floats.</param>
    /// <param name="bias">One float per column, what the sum starts from.</param>
    /// <param name="to">rows x columns vectors, rows <paramref name="toRow"/> vectors apart.</param>
    /// <param name="toRow">Vectors from one row to the next.</param>
    /// <param name="columns">A multiple of 4.</param>
    public static void TimesShared(ref float x, ref float e, ref float bias, ref float to, int toRow, int columns)
    {
        for (int c = 0; c < columns; c += 4)
        {
            ref float e0 = ref Unsafe.Add(ref e, c * 16);
            Vector512<float> a00 = Vector512.Create(Unsafe.Add(ref bias, c)), a01 = Vector512.Create(Unsafe.Add(ref bias, c + 1));
            Vector512<float> a02 = Vector512.Create(Unsafe.Add(ref bias, c + 2)), a03 = Vector512.Create(Unsafe.Add(ref bias, c + 3));
            Vector512<float> a10 = a00, a11 = a01, a12 = a02, a13 = a03, a20 = a00, a21 = a01, a22 = a02, a23 = a03, a30 = a00, a31 = a01, a32 = a02, a33 = a03;
            for (int k = 0; k < 16; k++)
            {
                Vector512<float> b0 = Vector512.Create(Unsafe.Add(ref e0, k)), b1 = Vector512.Create(Unsafe.Add(ref e0, 16 + k));
                Vector512<float> b2 = Vector512.Create(Unsafe.Add(ref e0, 32 + k)), b3 = Vector512.Create(Unsafe.Add(ref e0, 48 + k));
                Vector512<float> v = Get(ref x, k);
                (a00, a01, a02, a03) = (Fma(v, b0, a00), Fma(v, b1, a01), Fma(v, b2, a02), Fma(v, b3, a03));
                v = Get(ref x, 16 + k);
                (a10, a11, a12, a13) = (Fma(v, b0, a10), Fma(v, b1, a11), Fma(v, b2, a12), Fma(v, b3, a13));
                v = Get(ref x, 32 + k);
                (a20, a21, a22, a23) = (Fma(v, b0, a20), Fma(v, b1, a21), Fma(v, b2, a22), Fma(v, b3, a23));
                v = Get(ref x, 48 + k);
                (a30, a31, a32, a33) = (Fma(v, b0, a30), Fma(v, b1, a31), Fma(v, b2, a32), Fma(v, b3, a33));
            }

            Put4(ref to, c, 1, a00, a01, a02, a03);
            Put4(ref to, toRow + c, 1, a10, a11, a12, a13);
            Put4(ref to, (2 * toRow) + c, 1, a20, a21, a22, a23);
            Put4(ref to, (3 * toRow) + c, 1, a30, a31, a32, a33);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put4(ref float to, int at, int step, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Put(ref to, at, a);
        Put(ref to, at + step, b);
        Put(ref to, at + (2 * step), c);
        Put(ref to, at + (3 * step), d);
    }
}
