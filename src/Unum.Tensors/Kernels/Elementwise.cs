using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unum.Tensors.Threads;

namespace Unum.Tensors.Kernels;

/// <summary>Runs elementwise functions over contiguous numbers at any register width, in place or not.</summary>
/// <remarks>
/// The first and the last register may overlap their neighbours, so that all others store to whole cache lines; both are read before anything is
/// written and stored at the end, so that working in place stays right. What is shorter than a register goes through a small buffer. Inputs and output must be the same memory or apart.
/// </remarks>
internal static unsafe class Elementwise
{
    /// <summary>Numbers a thread takes at a time; less is not worth a second thread.</summary>
    private const int Chunk = 1 << 16;

    /// <summary>Numbers from which an output goes around the caches, which saves reading it first.</summary>
    private const int Huge = 1 << 19;

    /// <summary>y = op(x, s).</summary>
    public static void Unary<O>(SimdLevel level, IThreadBudget budget, int n, float* x, float s, float* y)
        where O : struct, IUnary
    {
        if (n < 2 * Chunk || budget.Threads == 1) UnaryPart<O>(level, n, x, s, y);
        else UnaryShared<O>(level, budget.Threads, n, x, s, y);
    }

    private static void UnaryShared<O>(SimdLevel level, int threads, int n, float* x, float s, float* y)
        where O : struct, IUnary
    {
        ForkJoin.Run(threads, Parts(n), part => UnaryPart<O>(level, Length(n, part), x + (part * Chunk), s, y + (part * Chunk)));
    }

    /// <summary>z = op(x, y), or z += op(x, y).</summary>
    public static void Binary<O>(SimdLevel level, IThreadBudget budget, int n, float* x, float* y, float* z, bool accumulate)
        where O : struct, IBinary
    {
        if (n < 2 * Chunk || budget.Threads == 1) BinaryPart<O>(level, n, x, y, z, accumulate);
        else BinaryShared<O>(level, budget.Threads, n, x, y, z, accumulate);
    }

    private static void BinaryShared<O>(SimdLevel level, int threads, int n, float* x, float* y, float* z, bool accumulate)
        where O : struct, IBinary
    {
        ForkJoin.Run(threads, Parts(n), part =>
            BinaryPart<O>(level, Length(n, part), x + (part * Chunk), y + (part * Chunk), z + (part * Chunk), accumulate));
    }

    private static int Parts(int n) => (int)(((long)n + Chunk - 1) / Chunk);

    private static int Length(int n, int part) => Math.Min(Chunk, n - (part * Chunk));

    private static void UnaryPart<O>(SimdLevel level, int n, float* x, float s, float* y)
        where O : struct, IUnary
    {
        switch (level)
        {
            case SimdLevel.Vector512: Unary<O, Lanes512, Vector512<float>>(n, x, s, y); break;
            case SimdLevel.Vector256: Unary<O, Lanes256, Vector256<float>>(n, x, s, y); break;
            case SimdLevel.Vector128: Unary<O, Lanes128, Vector128<float>>(n, x, s, y); break;
            default:
                for (int i = 0; i < n; i++) y[i] = O.Of(x[i], s);
                break;
        }
    }

    private static void BinaryPart<O>(SimdLevel level, int n, float* x, float* y, float* z, bool accumulate)
        where O : struct, IBinary
    {
        switch (level)
        {
            case SimdLevel.Vector512: Binary<O, Lanes512, Vector512<float>>(n, x, y, z, accumulate); break;
            case SimdLevel.Vector256: Binary<O, Lanes256, Vector256<float>>(n, x, y, z, accumulate); break;
            case SimdLevel.Vector128: Binary<O, Lanes128, Vector128<float>>(n, x, y, z, accumulate); break;
            default:
                for (int i = 0; i < n; i++) z[i] = accumulate ? z[i] + O.Of(x[i], y[i]) : O.Of(x[i], y[i]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unary<O, L, V>(int n, float* x, float s, float* y)
        where O : struct, IUnary
        where L : struct, ILanes<V>
        where V : struct
    {
        V all = L.All(s);
        if (n < L.Count)
        {
            float* buffer = stackalloc float[16];
            for (int i = 0; i < n; i++) buffer[i] = x[i];
            L.Store(O.Of<L, V>(L.Load(buffer), all), buffer);
            for (int i = 0; i < n; i++) y[i] = buffer[i];
            return;
        }

        int end = n - L.Count, at = Aligned<L, V>(y);
        bool around = n >= Huge && x != y && at >= 0;
        at = Math.Max(at, 0);
        V head = O.Of<L, V>(L.Load(x), all), last = O.Of<L, V>(L.Load(x + end), all);
        for (; at <= end - L.Count; at += 2 * L.Count)
        {
            V first = O.Of<L, V>(L.Load(x + at), all), second = O.Of<L, V>(L.Load(x + at + L.Count), all);
            Put<L, V>(first, y + at, around);
            Put<L, V>(second, y + at + L.Count, around);
        }

        if (at < end) L.Store(O.Of<L, V>(L.Load(x + at), all), y + at);
        L.Store(head, y);
        L.Store(last, y + end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Binary<O, L, V>(int n, float* x, float* y, float* z, bool accumulate)
        where O : struct, IBinary
        where L : struct, ILanes<V>
        where V : struct
    {
        if (n < L.Count)
        {
            float* buffer = stackalloc float[48];
            for (int i = 0; i < n; i++) (buffer[i], buffer[i + 16], buffer[i + 32]) = (x[i], y[i], accumulate ? z[i] : 0);
            L.Store(Combined<O, L, V>(buffer, buffer + 16, buffer + 32, accumulate), buffer);
            for (int i = 0; i < n; i++) z[i] = buffer[i];
            return;
        }

        int end = n - L.Count, at = Aligned<L, V>(z);
        bool around = n >= Huge && x != z && y != z && !accumulate && at >= 0;
        at = Math.Max(at, 0);
        V head = Combined<O, L, V>(x, y, z, accumulate), last = Combined<O, L, V>(x + end, y + end, z + end, accumulate);
        for (; at <= end - L.Count; at += 2 * L.Count)
        {
            V first = Combined<O, L, V>(x + at, y + at, z + at, accumulate);
            V second = Combined<O, L, V>(x + at + L.Count, y + at + L.Count, z + at + L.Count, accumulate);
            Put<L, V>(first, z + at, around);
            Put<L, V>(second, z + at + L.Count, around);
        }

        if (at < end) L.Store(Combined<O, L, V>(x + at, y + at, z + at, accumulate), z + at);
        L.Store(head, z);
        L.Store(last, z + end);
    }

    /// <summary>Where the first whole register of an output begins; -1 when its numbers straddle every register.</summary>
    private static int Aligned<L, V>(float* output)
        where L : struct, ILanes<V>
        where V : struct
    {
        int bytes = L.Count * sizeof(float), over = (int)(-(nint)output & (bytes - 1));
        return over % sizeof(float) == 0 ? over / sizeof(float) : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, V>(V value, float* to, bool around)
        where L : struct, ILanes<V>
        where V : struct
    {
        if (around) L.StoreNonTemporal(value, to);
        else L.Store(value, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Combined<O, L, V>(float* x, float* y, float* z, bool accumulate)
        where O : struct, IBinary
        where L : struct, ILanes<V>
        where V : struct
    {
        V value = O.Of<L, V>(L.Load(x), L.Load(y));
        return accumulate ? L.Add(L.Load(z), value) : value;
    }
}
