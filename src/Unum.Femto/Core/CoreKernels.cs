using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Femto.Core;

/// <summary>
/// The few kernels the core is made of. Sixteen lanes wide throughout: a row of the core is one 512-bit vector, and where the processor
/// has narrower ones the runtime splits it into two or four without changing any lane's arithmetic. Every product is a fused
/// multiply-add, rounded once, and every sum has one fixed order, so that all machines compute the same bits.
/// </summary>
internal static class CoreKernels
{
    private const int Lanes = 16;

    /// <summary>C = A W, or C += A W, or C = row + A W.</summary>
    /// <param name="a">rows x inner, rows <paramref name="lda"/> apart.</param>
    /// <param name="lda">Floats from a row of A to the next.</param>
    /// <param name="w">inner x columns, rows <paramref name="ldw"/> apart.</param>
    /// <param name="ldw">Floats from a row of W to the next.</param>
    /// <param name="c">rows x columns, rows <paramref name="ldc"/> apart.</param>
    /// <param name="ldc">Floats from a row of C to the next.</param>
    /// <param name="rows">A multiple of 8.</param>
    /// <param name="inner">Any.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="start">What C starts from.</param>
    public static void Product(ref float a, int lda, ref float w, int ldw, ref float c, int ldc, int rows, int inner, int columns, Start start = Start.Zero)
    {
        for (int r = 0; r < rows; r += 8)
        {
            ref float rowsOfA = ref Unsafe.Add(ref a, r * lda);
            int j = 0;
            for (; j + (2 * Lanes) <= columns; j += 2 * Lanes)
                Block8x2(ref rowsOfA, lda, ref Unsafe.Add(ref w, j), ldw, ref Unsafe.Add(ref c, (r * ldc) + j), ldc, inner, start);
            if (j < columns)
                Block8x1(ref rowsOfA, lda, ref Unsafe.Add(ref w, j), ldw, ref Unsafe.Add(ref c, (r * ldc) + j), ldc, inner, start);
        }
    }

    /// <summary>W += A^T C: the gradient of a weight matrix.</summary>
    /// <param name="a">rows x inner.</param>
    /// <param name="lda">Floats from a row of A to the next.</param>
    /// <param name="c">rows x columns.</param>
    /// <param name="ldc">Floats from a row of C to the next.</param>
    /// <param name="w">inner x columns.</param>
    /// <param name="ldw">Floats from a row of W to the next.</param>
    /// <param name="rows">Any.</param>
    /// <param name="inner">A multiple of 8.</param>
    /// <param name="columns">A multiple of 16.</param>
    public static void AddOuter(ref float a, int lda, ref float c, int ldc, ref float w, int ldw, int rows, int inner, int columns)
    {
        // The same product with A read down its columns.
        for (int i = 0; i < inner; i += 8)
        {
            int j = 0;
            for (; j + (2 * Lanes) <= columns; j += 2 * Lanes)
                Outer8x2(ref Unsafe.Add(ref a, i), lda, ref Unsafe.Add(ref c, j), ldc, ref Unsafe.Add(ref w, (i * ldw) + j), ldw, rows);
            if (j < columns)
                Outer8x1(ref Unsafe.Add(ref a, i), lda, ref Unsafe.Add(ref c, j), ldc, ref Unsafe.Add(ref w, (i * ldw) + j), ldw, rows);
        }
    }

    /// <summary>c = start + a W for one row; inner a multiple of 4, columns of 16. Four sums side by side hide the latency.</summary>
    public static void Row(ReadOnlySpan<float> a, ReadOnlySpan<float> w, Span<float> c, Start start = Start.Zero)
    {
        int columns = c.Length;
        ref float w0 = ref MemoryMarshal.GetReference(w);
        ref float c0 = ref MemoryMarshal.GetReference(c);
        ref float a0 = ref MemoryMarshal.GetReference(a);
        for (int j = 0; j < columns; j += Lanes)
        {
            ref float to = ref Unsafe.Add(ref c0, j);
            Vector512<float> s0 = start == Start.Zero ? default : Vector512.LoadUnsafe(ref to), s1 = default, s2 = default, s3 = default;
            for (int i = 0; i < a.Length; i += 4)
            {
                ref float row = ref Unsafe.Add(ref w0, (i * columns) + j);
                s0 = Fma(Vector512.Create(Unsafe.Add(ref a0, i)), Vector512.LoadUnsafe(ref row), s0);
                s1 = Fma(Vector512.Create(Unsafe.Add(ref a0, i + 1)), Vector512.LoadUnsafe(ref Unsafe.Add(ref row, columns)), s1);
                s2 = Fma(Vector512.Create(Unsafe.Add(ref a0, i + 2)), Vector512.LoadUnsafe(ref Unsafe.Add(ref row, 2 * columns)), s2);
                s3 = Fma(Vector512.Create(Unsafe.Add(ref a0, i + 3)), Vector512.LoadUnsafe(ref Unsafe.Add(ref row, 3 * columns)), s3);
            }

            ((s0 + s1) + (s2 + s3)).StoreUnsafe(ref to);
        }
    }

    /// <summary>columns x rows from rows x columns.</summary>
    public static void Transpose(ReadOnlySpan<float> from, int stride, int rows, int columns, Span<float> to)
    {
        ref float source = ref MemoryMarshal.GetReference(from);
        ref float target = ref MemoryMarshal.GetReference(to);
        for (int j = 0; j < columns; j++)
        {
            ref float column = ref Unsafe.Add(ref source, j);
            ref float row = ref Unsafe.Add(ref target, j * rows);
            for (int i = 0; i < rows; i++) Unsafe.Add(ref row, i) = Unsafe.Add(ref column, i * stride);
        }
    }

    /// <summary>e^x for x at most 88, within 2 units of the last place; below -87 it is e^-87.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-87f)), Vector512.Create(88f));
        Vector512<float> shift = Vector512.Create(12582912f);
        Vector512<float> place = Fma(x, Vector512.Create(1.44269504f), shift);
        Vector512<float> n = place - shift;
        Vector512<float> r = Fma(n, Vector512.Create(-.693145752f), x);
        r = Fma(n, Vector512.Create(-1.42860677e-6f), r);
        Vector512<float> y = Vector512.Create(1.38888889e-3f);
        y = Fma(y, r, Vector512.Create(8.33333333e-3f));
        y = Fma(y, r, Vector512.Create(4.16666667e-2f));
        y = Fma(y, r, Vector512.Create(.166666667f));
        y = Fma(y, r, Vector512.Create(.5f));
        y = Fma(y, r, Vector512<float>.One);
        y = Fma(y, r, Vector512<float>.One);
        return (y.AsInt32() + (place.AsInt32() << 23)).AsSingle();
    }

    /// <summary>The sum of 16 floats in one order that does not depend on the machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> v)
    {
        Vector256<float> eight = v.GetLower() + v.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>a b + c, rounded once on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);

    /// <summary>Softmax of 256 logits in place.</summary>
    /// <returns>The logarithm's two parts: the largest logit, and the sum of e^(logit - largest).</returns>
    public static (float Most, float Sum) Softmax(Span<float> logits)
    {
        ref float l = ref MemoryMarshal.GetReference(logits);
        Vector512<float> most = Vector512.LoadUnsafe(ref l);
        for (int i = Lanes; i < logits.Length; i += Lanes) most = Vector512.Max(most, Vector512.LoadUnsafe(ref l, (nuint)i));
        float largest = most[0];
        for (int i = 1; i < Lanes; i++) largest = MathF.Max(largest, most[i]);
        Vector512<float> top = Vector512.Create(largest), s0 = default, s1 = default;
        for (int i = 0; i < logits.Length; i += 2 * Lanes)
        {
            Vector512<float> e0 = Exp(Vector512.LoadUnsafe(ref l, (nuint)i) - top), e1 = Exp(Vector512.LoadUnsafe(ref l, (nuint)(i + Lanes)) - top);
            s0 += e0;
            s1 += e1;
            e0.StoreUnsafe(ref l, (nuint)i);
            e1.StoreUnsafe(ref l, (nuint)(i + Lanes));
        }

        float sum = Sum(s0 + s1);
        Vector512<float> scale = Vector512.Create(1 / sum);
        for (int i = 0; i < logits.Length; i += Lanes) (Vector512.LoadUnsafe(ref l, (nuint)i) * scale).StoreUnsafe(ref l, (nuint)i);
        return (largest, sum);
    }

    private static void Block8x2(ref float a, int lda, ref float w, int ldw, ref float c, int ldc, int inner, Start start)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (int i = 0; i < inner; i++)
        {
            Vector512<float> w0 = Vector512.LoadUnsafe(ref w, (nuint)(i * ldw)), w1 = Vector512.LoadUnsafe(ref w, (nuint)((i * ldw) + Lanes));
            Vector512<float> x = Vector512.Create(Unsafe.Add(ref a, i));
            (a0, b0) = (Fma(x, w0, a0), Fma(x, w1, b0));
            x = Vector512.Create(Unsafe.Add(ref a, lda + i));
            (a1, b1) = (Fma(x, w0, a1), Fma(x, w1, b1));
            x = Vector512.Create(Unsafe.Add(ref a, (2 * lda) + i));
            (a2, b2) = (Fma(x, w0, a2), Fma(x, w1, b2));
            x = Vector512.Create(Unsafe.Add(ref a, (3 * lda) + i));
            (a3, b3) = (Fma(x, w0, a3), Fma(x, w1, b3));
            x = Vector512.Create(Unsafe.Add(ref a, (4 * lda) + i));
            (a4, b4) = (Fma(x, w0, a4), Fma(x, w1, b4));
            x = Vector512.Create(Unsafe.Add(ref a, (5 * lda) + i));
            (a5, b5) = (Fma(x, w0, a5), Fma(x, w1, b5));
            x = Vector512.Create(Unsafe.Add(ref a, (6 * lda) + i));
            (a6, b6) = (Fma(x, w0, a6), Fma(x, w1, b6));
            x = Vector512.Create(Unsafe.Add(ref a, (7 * lda) + i));
            (a7, b7) = (Fma(x, w0, a7), Fma(x, w1, b7));
        }

        Put(ref c, 0, start, a0, b0);
        Put(ref c, ldc, start, a1, b1);
        Put(ref c, 2 * ldc, start, a2, b2);
        Put(ref c, 3 * ldc, start, a3, b3);
        Put(ref c, 4 * ldc, start, a4, b4);
        Put(ref c, 5 * ldc, start, a5, b5);
        Put(ref c, 6 * ldc, start, a6, b6);
        Put(ref c, 7 * ldc, start, a7, b7);
    }

    private static void Block8x1(ref float a, int lda, ref float w, int ldw, ref float c, int ldc, int inner, Start start)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        for (int i = 0; i < inner; i++)
        {
            Vector512<float> w0 = Vector512.LoadUnsafe(ref w, (nuint)(i * ldw));
            a0 = Fma(Vector512.Create(Unsafe.Add(ref a, i)), w0, a0);
            a1 = Fma(Vector512.Create(Unsafe.Add(ref a, lda + i)), w0, a1);
            a2 = Fma(Vector512.Create(Unsafe.Add(ref a, (2 * lda) + i)), w0, a2);
            a3 = Fma(Vector512.Create(Unsafe.Add(ref a, (3 * lda) + i)), w0, a3);
            a4 = Fma(Vector512.Create(Unsafe.Add(ref a, (4 * lda) + i)), w0, a4);
            a5 = Fma(Vector512.Create(Unsafe.Add(ref a, (5 * lda) + i)), w0, a5);
            a6 = Fma(Vector512.Create(Unsafe.Add(ref a, (6 * lda) + i)), w0, a6);
            a7 = Fma(Vector512.Create(Unsafe.Add(ref a, (7 * lda) + i)), w0, a7);
        }

        Put(ref c, 0, start, a0);
        Put(ref c, ldc, start, a1);
        Put(ref c, 2 * ldc, start, a2);
        Put(ref c, 3 * ldc, start, a3);
        Put(ref c, 4 * ldc, start, a4);
        Put(ref c, 5 * ldc, start, a5);
        Put(ref c, 6 * ldc, start, a6);
        Put(ref c, 7 * ldc, start, a7);
    }

    private static void Outer8x2(ref float a, int lda, ref float c, int ldc, ref float w, int ldw, int rows)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (int t = 0; t < rows; t++)
        {
            Vector512<float> w0 = Vector512.LoadUnsafe(ref c, (nuint)(t * ldc)), w1 = Vector512.LoadUnsafe(ref c, (nuint)((t * ldc) + Lanes));
            ref float row = ref Unsafe.Add(ref a, t * lda);
            Vector512<float> x = Vector512.Create(row);
            (a0, b0) = (Fma(x, w0, a0), Fma(x, w1, b0));
            x = Vector512.Create(Unsafe.Add(ref row, 1));
            (a1, b1) = (Fma(x, w0, a1), Fma(x, w1, b1));
            x = Vector512.Create(Unsafe.Add(ref row, 2));
            (a2, b2) = (Fma(x, w0, a2), Fma(x, w1, b2));
            x = Vector512.Create(Unsafe.Add(ref row, 3));
            (a3, b3) = (Fma(x, w0, a3), Fma(x, w1, b3));
            x = Vector512.Create(Unsafe.Add(ref row, 4));
            (a4, b4) = (Fma(x, w0, a4), Fma(x, w1, b4));
            x = Vector512.Create(Unsafe.Add(ref row, 5));
            (a5, b5) = (Fma(x, w0, a5), Fma(x, w1, b5));
            x = Vector512.Create(Unsafe.Add(ref row, 6));
            (a6, b6) = (Fma(x, w0, a6), Fma(x, w1, b6));
            x = Vector512.Create(Unsafe.Add(ref row, 7));
            (a7, b7) = (Fma(x, w0, a7), Fma(x, w1, b7));
        }

        Put(ref w, 0, Start.Itself, a0, b0);
        Put(ref w, ldw, Start.Itself, a1, b1);
        Put(ref w, 2 * ldw, Start.Itself, a2, b2);
        Put(ref w, 3 * ldw, Start.Itself, a3, b3);
        Put(ref w, 4 * ldw, Start.Itself, a4, b4);
        Put(ref w, 5 * ldw, Start.Itself, a5, b5);
        Put(ref w, 6 * ldw, Start.Itself, a6, b6);
        Put(ref w, 7 * ldw, Start.Itself, a7, b7);
    }

    private static void Outer8x1(ref float a, int lda, ref float c, int ldc, ref float w, int ldw, int rows)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        for (int t = 0; t < rows; t++)
        {
            Vector512<float> w0 = Vector512.LoadUnsafe(ref c, (nuint)(t * ldc));
            ref float row = ref Unsafe.Add(ref a, t * lda);
            a0 = Fma(Vector512.Create(row), w0, a0);
            a1 = Fma(Vector512.Create(Unsafe.Add(ref row, 1)), w0, a1);
            a2 = Fma(Vector512.Create(Unsafe.Add(ref row, 2)), w0, a2);
            a3 = Fma(Vector512.Create(Unsafe.Add(ref row, 3)), w0, a3);
            a4 = Fma(Vector512.Create(Unsafe.Add(ref row, 4)), w0, a4);
            a5 = Fma(Vector512.Create(Unsafe.Add(ref row, 5)), w0, a5);
            a6 = Fma(Vector512.Create(Unsafe.Add(ref row, 6)), w0, a6);
            a7 = Fma(Vector512.Create(Unsafe.Add(ref row, 7)), w0, a7);
        }

        Put(ref w, 0, Start.Itself, a0);
        Put(ref w, ldw, Start.Itself, a1);
        Put(ref w, 2 * ldw, Start.Itself, a2);
        Put(ref w, 3 * ldw, Start.Itself, a3);
        Put(ref w, 4 * ldw, Start.Itself, a4);
        Put(ref w, 5 * ldw, Start.Itself, a5);
        Put(ref w, 6 * ldw, Start.Itself, a6);
        Put(ref w, 7 * ldw, Start.Itself, a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref float c, int at, Start start, Vector512<float> a)
    {
        ref float to = ref Unsafe.Add(ref c, at);
        (start == Start.Zero ? a : Vector512.LoadUnsafe(ref to) + a).StoreUnsafe(ref to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref float c, int at, Start start, Vector512<float> a, Vector512<float> b)
    {
        Put(ref c, at, start, a);
        Put(ref c, at + Lanes, start, b);
    }

    /// <summary>What a product is added to.</summary>
    internal enum Start
    {
        /// <summary>Nothing.</summary>
        Zero,

        /// <summary>What stands there.</summary>
        Itself,
    }
}
