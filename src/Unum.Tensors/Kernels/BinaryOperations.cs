using System.Runtime.CompilerServices;

namespace Unum.Tensors.Kernels;

/// <summary>The elementwise functions of two numbers, and the gradients of those of one.</summary>
/// <remarks>A slope takes x, what its function was given (or gave: square root, exponential, tanh, sigmoid), and g, the gradient of the result.</remarks>
internal static class BinaryOperations
{
    internal readonly struct Add : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Add(x, y);

        public static float Of(float x, float y) => x + y;
    }

    internal readonly struct Subtract : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Subtract(x, y);

        public static float Of(float x, float y) => x - y;
    }

    internal readonly struct Multiply : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(x, y);

        public static float Of(float x, float y) => x * y;
    }

    internal readonly struct Divide : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Divide(x, y);

        public static float Of(float x, float y) => x / y;
    }

    internal readonly struct Max : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Max(x, y);

        public static float Of(float x, float y) => MathF.Max(x, y);
    }

    internal readonly struct Min : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V y)
            where L : struct, ILanes<V>
            where V : struct => L.Min(x, y);

        public static float Of(float x, float y) => MathF.Min(x, y);
    }

    internal readonly struct NegateSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Subtract(L.All(0), g);

        public static float Of(float x, float g) => -g;
    }

    internal readonly struct AbsSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.WhereAbove(x, L.All(0), g, L.WhereAbove(L.All(0), x, L.Subtract(L.All(0), g), L.All(0)));

        public static float Of(float x, float g) => x > 0 ? g : x < 0 ? -g : 0;
    }

    internal readonly struct SquareSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(L.Add(x, x), g);

        public static float Of(float x, float g) => 2 * x * g;
    }

    internal readonly struct SqrtSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Divide(g, L.Add(x, x));

        public static float Of(float x, float g) => g / (2 * x);
    }

    internal readonly struct ExpSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(x, g);

        public static float Of(float x, float g) => x * g;
    }

    internal readonly struct LogSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Divide(g, x);

        public static float Of(float x, float g) => g / x;
    }

    internal readonly struct TanhSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(L.Subtract(L.All(1), L.Multiply(x, x)), g);

        public static float Of(float x, float g) => (1 - (x * x)) * g;
    }

    internal readonly struct SigmoidSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(L.Multiply(x, L.Subtract(L.All(1), x)), g);

        public static float Of(float x, float g) => x * (1 - x) * g;
    }

    internal readonly struct ReluSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.WhereAbove(x, L.All(0), g, L.All(0));

        public static float Of(float x, float g) => x > 0 ? g : 0;
    }

    internal readonly struct ReluSquaredSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(L.Multiply(L.All(2), L.Max(x, L.All(0))), g);

        public static float Of(float x, float g) => 2 * MathF.Max(x, 0) * g;
    }

    internal readonly struct GeluSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(GeluSlopeOf<L, V>(x), g);

        public static float Of(float x, float g) => GeluSlopeOf(x) * g;
    }

    internal readonly struct SiluSlope : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<L, V>(V x, V g)
            where L : struct, ILanes<V>
            where V : struct => L.Multiply(SiluSlopeOf<L, V>(x), g);

        public static float Of(float x, float g) => SiluSlopeOf(x) * g;
    }

    private static float SiluSlopeOf(float x)
    {
        double s = 1 / (1 + Math.Exp(-x));
        return (float)(s * (1 + (x * (1 - s))));
    }

    private static V SiluSlopeOf<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct
    {
        V one = L.All(1), s = Functions.Sigmoid<L, V>(x);
        return L.Multiply(s, L.MultiplyAdd(x, L.Subtract(one, s), one));
    }

    private static float GeluSlopeOf(float x)
    {
        double u = 1.5957691216057308 * (x + (0.044715 * x * x * x)), du = 1.5957691216057308 * (1 + (3 * 0.044715 * x * x)), s = 1 / (1 + Math.Exp(-u));
        return (float)(s * (1 + (x * (1 - s) * du)));
    }

    private static V GeluSlopeOf<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct
    {
        V one = L.All(1), square = L.Multiply(x, x), scale = L.All(1.5957691216f);
        V u = L.Multiply(x, L.MultiplyAdd(square, L.All(0.07135481627f), scale)), du = L.MultiplyAdd(square, L.All(0.21406444881f), scale);
        V s = Functions.Sigmoid<L, V>(u);
        return L.Multiply(s, L.MultiplyAdd(L.Multiply(x, L.Subtract(one, s)), du, one));
    }
}
