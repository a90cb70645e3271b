using System.Runtime.Intrinsics;

namespace Unum.Tensors.Kernels;

/// <summary>Sums and greatest numbers of contiguous numbers, four registers at a time.</summary>
internal static unsafe class RowKernels
{
    /// <summary>What is folded over a row.</summary>
    internal interface IFold
    {
        static abstract float Start { get; }

        static abstract V Step<L, V>(V sum, V x, V y)
            where L : struct, ILanes<V>
            where V : struct;

        static abstract double Step(double sum, float x, float y);
    }

    /// <summary>Folds a row of x and y (the same row where the fold needs one).</summary>
    public static float Fold<F>(SimdLevel level, int n, float* x, float* y)
        where F : struct, IFold
    {
        switch (level)
        {
            case SimdLevel.Vector512: return Fold<F, Lanes512, Vector512<float>>(n, x, y);
            case SimdLevel.Vector256: return Fold<F, Lanes256, Vector256<float>>(n, x, y);
            case SimdLevel.Vector128: return Fold<F, Lanes128, Vector128<float>>(n, x, y);
            default:
                double sum = F.Start;
                for (int i = 0; i < n; i++) sum = F.Step(sum, x[i], y[i]);
                return (float)sum;
        }
    }

    private static float Fold<F, L, V>(int n, float* x, float* y)
        where F : struct, IFold
        where L : struct, ILanes<V>
        where V : struct
    {
        V s0 = L.All(F.Start), s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i <= n - (4 * L.Count); i += 4 * L.Count)
        {
            s0 = F.Step<L, V>(s0, L.Load(x + i), L.Load(y + i));
            s1 = F.Step<L, V>(s1, L.Load(x + i + L.Count), L.Load(y + i + L.Count));
            s2 = F.Step<L, V>(s2, L.Load(x + i + (2 * L.Count)), L.Load(y + i + (2 * L.Count)));
            s3 = F.Step<L, V>(s3, L.Load(x + i + (3 * L.Count)), L.Load(y + i + (3 * L.Count)));
        }

        for (; i <= n - L.Count; i += L.Count) s0 = F.Step<L, V>(s0, L.Load(x + i), L.Load(y + i));
        float* lanes = stackalloc float[64];
        L.Store(s0, lanes);
        L.Store(s1, lanes + L.Count);
        L.Store(s2, lanes + (2 * L.Count));
        L.Store(s3, lanes + (3 * L.Count));
        double total = F.Start;
        for (int lane = 0; lane < 4 * L.Count; lane++) total = typeof(F) == typeof(Largest) ? Math.Max(total, lanes[lane]) : total + lanes[lane];
        for (; i < n; i++) total = F.Step(total, x[i], y[i]);
        return (float)total;
    }

    internal readonly struct Total : IFold
    {
        public static float Start => 0;

        public static V Step<L, V>(V sum, V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Add(sum, x);

        public static double Step(double sum, float x, float y) => sum + x;
    }

    internal readonly struct Dot : IFold
    {
        public static float Start => 0;

        public static V Step<L, V>(V sum, V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.MultiplyAdd(x, y, sum);

        public static double Step(double sum, float x, float y) => sum + ((double)x * y);
    }

    internal readonly struct Largest : IFold
    {
        public static float Start => float.NegativeInfinity;

        public static V Step<L, V>(V sum, V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Max(sum, x);

        public static double Step(double sum, float x, float y) => Math.Max(sum, x);
    }
}
