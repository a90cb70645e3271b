using System.Runtime.CompilerServices;

namespace Unum.Tensors.Kernels;

/// <summary>
/// The heart of the matrix product: a tile of C, R rows by two registers (or one), that stays in registers while k runs. With AVX-512, 14 rows
/// by 2 registers are 28 accumulators; with the two registers of B and one broadcast of A that is 31 of 32. Rows beyond R, a
/// constant to the compiler, leave no trace.
/// </summary>
/// <remarks>
/// K. Goto, R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008) 12. A is packed [k, R], B [k, 2 lanes]
/// (or [k, lanes]).
/// </remarks>
internal static unsafe class MicroKernel
{
    /// <summary>C[R, columns] = A B, or C += A B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<L, V, R, C>(int k, float* a, float* b, float* c, nint stride, bool accumulate)
        where L : struct, ILanes<V>
        where V : struct
        where R : struct, IConstant
        where C : struct, IConstant
    {
        V zero = L.All(0);
        V c0 = zero, d0 = zero;
        V c1 = zero, d1 = zero;
        V c2 = zero, d2 = zero;
        V c3 = zero, d3 = zero;
        V c4 = zero, d4 = zero;
        V c5 = zero, d5 = zero;
        V c6 = zero, d6 = zero;
        V c7 = zero, d7 = zero;
        V c8 = zero, d8 = zero;
        V c9 = zero, d9 = zero;
        V c10 = zero, d10 = zero;
        V c11 = zero, d11 = zero;
        V c12 = zero, d12 = zero;
        V c13 = zero, d13 = zero;
        for (int p = 0; p < k; p++)
        {
            V b0 = L.Load(b), b1 = C.Value > 1 ? L.Load(b + L.Count) : b0, x;
            if (R.Value > 0) { x = L.All(a[0]); c0 = L.MultiplyAdd(x, b0, c0); if (C.Value > 1) d0 = L.MultiplyAdd(x, b1, d0); }
            if (R.Value > 1) { x = L.All(a[1]); c1 = L.MultiplyAdd(x, b0, c1); if (C.Value > 1) d1 = L.MultiplyAdd(x, b1, d1); }
            if (R.Value > 2) { x = L.All(a[2]); c2 = L.MultiplyAdd(x, b0, c2); if (C.Value > 1) d2 = L.MultiplyAdd(x, b1, d2); }
            if (R.Value > 3) { x = L.All(a[3]); c3 = L.MultiplyAdd(x, b0, c3); if (C.Value > 1) d3 = L.MultiplyAdd(x, b1, d3); }
            if (R.Value > 4) { x = L.All(a[4]); c4 = L.MultiplyAdd(x, b0, c4); if (C.Value > 1) d4 = L.MultiplyAdd(x, b1, d4); }
            if (R.Value > 5) { x = L.All(a[5]); c5 = L.MultiplyAdd(x, b0, c5); if (C.Value > 1) d5 = L.MultiplyAdd(x, b1, d5); }
            if (R.Value > 6) { x = L.All(a[6]); c6 = L.MultiplyAdd(x, b0, c6); if (C.Value > 1) d6 = L.MultiplyAdd(x, b1, d6); }
            if (R.Value > 7) { x = L.All(a[7]); c7 = L.MultiplyAdd(x, b0, c7); if (C.Value > 1) d7 = L.MultiplyAdd(x, b1, d7); }
            if (R.Value > 8) { x = L.All(a[8]); c8 = L.MultiplyAdd(x, b0, c8); if (C.Value > 1) d8 = L.MultiplyAdd(x, b1, d8); }
            if (R.Value > 9) { x = L.All(a[9]); c9 = L.MultiplyAdd(x, b0, c9); if (C.Value > 1) d9 = L.MultiplyAdd(x, b1, d9); }
            if (R.Value > 10) { x = L.All(a[10]); c10 = L.MultiplyAdd(x, b0, c10); if (C.Value > 1) d10 = L.MultiplyAdd(x, b1, d10); }
            if (R.Value > 11) { x = L.All(a[11]); c11 = L.MultiplyAdd(x, b0, c11); if (C.Value > 1) d11 = L.MultiplyAdd(x, b1, d11); }
            if (R.Value > 12) { x = L.All(a[12]); c12 = L.MultiplyAdd(x, b0, c12); if (C.Value > 1) d12 = L.MultiplyAdd(x, b1, d12); }
            if (R.Value > 13) { x = L.All(a[13]); c13 = L.MultiplyAdd(x, b0, c13); if (C.Value > 1) d13 = L.MultiplyAdd(x, b1, d13); }
            a += R.Value;
            b += C.Value * L.Count;
        }

        if (R.Value > 0) Put<L, V, C>(c0, d0, c, accumulate);
        if (R.Value > 1) Put<L, V, C>(c1, d1, c + (1 * stride), accumulate);
        if (R.Value > 2) Put<L, V, C>(c2, d2, c + (2 * stride), accumulate);
        if (R.Value > 3) Put<L, V, C>(c3, d3, c + (3 * stride), accumulate);
        if (R.Value > 4) Put<L, V, C>(c4, d4, c + (4 * stride), accumulate);
        if (R.Value > 5) Put<L, V, C>(c5, d5, c + (5 * stride), accumulate);
        if (R.Value > 6) Put<L, V, C>(c6, d6, c + (6 * stride), accumulate);
        if (R.Value > 7) Put<L, V, C>(c7, d7, c + (7 * stride), accumulate);
        if (R.Value > 8) Put<L, V, C>(c8, d8, c + (8 * stride), accumulate);
        if (R.Value > 9) Put<L, V, C>(c9, d9, c + (9 * stride), accumulate);
        if (R.Value > 10) Put<L, V, C>(c10, d10, c + (10 * stride), accumulate);
        if (R.Value > 11) Put<L, V, C>(c11, d11, c + (11 * stride), accumulate);
        if (R.Value > 12) Put<L, V, C>(c12, d12, c + (12 * stride), accumulate);
        if (R.Value > 13) Put<L, V, C>(c13, d13, c + (13 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, V, C>(V first, V second, float* c, bool accumulate)
        where L : struct, ILanes<V>
        where V : struct
        where C : struct, IConstant
    {
        if (accumulate)
        {
            first = L.Add(first, L.Load(c));
            if (C.Value > 1) second = L.Add(second, L.Load(c + L.Count));
        }

        L.Store(first, c);
        if (C.Value > 1) L.Store(second, c + L.Count);
    }
}
