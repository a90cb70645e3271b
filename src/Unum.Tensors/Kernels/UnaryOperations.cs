using System.Runtime.CompilerServices;

namespace Unum.Tensors.Kernels;

/// <summary>The elementwise functions of one number, each for registers and, as the reference, for a single number in double precision.</summary>
internal static class UnaryOperations
{
    internal readonly struct Negate : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Subtract(L.All(0), x);

        public static float Of(float x, float s) => -x;
    }

    internal readonly struct Abs : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Abs(x);

        public static float Of(float x, float s) => MathF.Abs(x);
    }

    internal readonly struct Square : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(x, x);

        public static float Of(float x, float s) => x * x;
    }

    internal readonly struct Sqrt : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Sqrt(x);

        public static float Of(float x, float s) => MathF.Sqrt(x);
    }

    internal readonly struct Exp : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => Functions.Exp<L, V>(x);

        public static float Of(float x, float s) => (float)Math.Exp(x);
    }

    internal readonly struct Log : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => Functions.Log<L, V>(x);

        public static float Of(float x, float s) => (float)Math.Log(x);
    }

    internal readonly struct Tanh : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => Functions.Tanh<L, V>(x);

        public static float Of(float x, float s) => (float)Math.Tanh(x);
    }

    internal readonly struct Sigmoid : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => Functions.Sigmoid<L, V>(x);

        public static float Of(float x, float s) => (float)(1 / (1 + Math.Exp(-x)));
    }

    internal readonly struct Relu : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Max(x, L.All(0));

        public static float Of(float x, float s) => MathF.Max(x, 0);
    }

    internal readonly struct ReluSquared : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => Squared<L, V>(L.Max(x, L.All(0)));

        public static float Of(float x, float s) => MathF.Max(x, 0) * MathF.Max(x, 0);
    }

    internal readonly struct LeakyRelu : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.WhereAbove(x, L.All(0), x, L.Multiply(x, s));

        public static float Of(float x, float s) => x > 0 ? x : x * s;
    }

    internal readonly struct Gelu : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(x, Functions.Sigmoid<L, V>(Cubic<L, V>(x)));

        public static float Of(float x, float s) => (float)(x / (1 + Math.Exp(-1.5957691216057308 * (x + (0.044715 * x * x * x)))));
    }

    internal readonly struct Silu : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(x, Functions.Sigmoid<L, V>(x));

        public static float Of(float x, float s) => (float)(x / (1 + Math.Exp(-x)));
    }

    internal readonly struct Scale : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(x, s);

        public static float Of(float x, float s) => x * s;
    }

    internal readonly struct Shift : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V s)
            where L : struct, ILanes<V>
            where V : struct => L.Add(x, s);

        public static float Of(float x, float s) => x + s;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Squared<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct => L.Multiply(x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Cubic<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct =>
        L.Multiply(x, L.MultiplyAdd(L.Multiply(x, x), L.All(0.07135481627f), L.All(1.5957691216f)));
}
