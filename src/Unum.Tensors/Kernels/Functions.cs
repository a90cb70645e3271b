using System.Runtime.CompilerServices;

namespace Unum.Tensors.Kernels;

/// <summary>
/// Exponential, logarithm and their kin for registers of any width, within a few units in the last place over all floats, infinities and not-a-number
/// included.
/// </summary>
/// <remarks>Minimax polynomials of S. L. Moshier's Cephes library (expf, logf, tanhf), evaluated by Horner's rule.</remarks>
internal static class Functions
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct
    {
        x = L.Min(L.Max(x, L.All(-104)), L.All(89));
        V n = L.Round(L.Multiply(x, L.All(1.44269504f)));
        V r = L.MultiplyAdd(n, L.All(-0.693359375f), x);
        r = L.MultiplyAdd(n, L.All(2.12194440e-4f), r);
        V p = L.MultiplyAdd(L.All(1.9875691500e-4f), r, L.All(1.3981999507e-3f));
        p = L.MultiplyAdd(p, r, L.All(8.3334519073e-3f));
        p = L.MultiplyAdd(p, r, L.All(4.1665795894e-2f));
        p = L.MultiplyAdd(p, r, L.All(1.6666665459e-1f));
        p = L.MultiplyAdd(p, r, L.All(5.0000001201e-1f));
        p = L.MultiplyAdd(p, L.Multiply(r, r), L.Add(r, L.All(1)));

        // In two steps, because 2^n alone leaves the range of normal numbers where the result is still one, or subnormal.
        V half = L.Round(L.Multiply(n, L.All(.5f)));
        return L.Multiply(L.Multiply(p, L.PowerOfTwo(half)), L.PowerOfTwo(L.Subtract(n, half)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct
    {
        V tiny = L.All(1.17549435e-38f), normal = L.WhereAbove(tiny, x, L.Multiply(x, L.All(8388608)), x);
        V e = L.Add(L.Exponent(normal), L.WhereAbove(tiny, x, L.All(-23), L.All(0))), m = L.Mantissa(normal), root = L.All(1.41421356f);
        e = L.Add(e, L.WhereAbove(m, root, L.All(1), L.All(0)));
        m = L.Subtract(L.WhereAbove(m, root, L.Multiply(m, L.All(.5f)), m), L.All(1));
        V z = L.Multiply(m, m);
        V p = L.MultiplyAdd(L.All(7.0376836292e-2f), m, L.All(-1.1514610310e-1f));
        p = L.MultiplyAdd(p, m, L.All(1.1676998740e-1f));
        p = L.MultiplyAdd(p, m, L.All(-1.2420140846e-1f));
        p = L.MultiplyAdd(p, m, L.All(1.4249322787e-1f));
        p = L.MultiplyAdd(p, m, L.All(-1.6668057665e-1f));
        p = L.MultiplyAdd(p, m, L.All(2.0000714765e-1f));
        p = L.MultiplyAdd(p, m, L.All(-2.4999993993e-1f));
        p = L.MultiplyAdd(p, m, L.All(3.3333331174e-1f));
        V y = L.Multiply(L.Multiply(p, m), z);
        y = L.MultiplyAdd(e, L.All(-2.12194440e-4f), y);
        y = L.MultiplyAdd(z, L.All(-.5f), y);
        y = L.MultiplyAdd(e, L.All(0.693359375f), L.Add(m, y));

        // Zero, negative, infinite: x - x is 0 for finite numbers and not a number otherwise.
        y = L.WhereAbove(x, L.All(float.MaxValue), x, L.Add(y, L.Subtract(x, x)));
        V below = L.WhereAbove(L.All(0), x, L.All(float.NaN), L.All(float.NegativeInfinity));
        return L.WhereAbove(x, L.All(0), y, L.Add(below, L.Multiply(x, L.All(0))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct => L.Divide(L.All(1), L.Add(L.All(1), Exp<L, V>(L.Subtract(L.All(0), x))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<L, V>(V x)
        where L : struct, ILanes<V>
        where V : struct
    {
        V z = L.Multiply(x, x);
        V p = L.MultiplyAdd(L.All(-5.70498872745e-3f), z, L.All(2.06390887954e-2f));
        p = L.MultiplyAdd(p, z, L.All(-5.37397155531e-2f));
        p = L.MultiplyAdd(p, z, L.All(1.33314422036e-1f));
        p = L.MultiplyAdd(p, z, L.All(-3.33332819422e-1f));
        V near = L.MultiplyAdd(L.Multiply(p, z), x, x);
        V far = L.Subtract(L.All(1), L.Divide(L.All(2), L.Add(L.All(1), Exp<L, V>(L.Add(x, x)))));
        return L.WhereAbove(L.Abs(x), L.All(.625f), far, near);
    }
}
