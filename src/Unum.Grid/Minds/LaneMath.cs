using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Grid.Minds;

/// <summary>
/// Arithmetic on 16 lanes, one block each. Only IEEE additions, multiplications, divisions, square roots and fused multiply-adds in a
/// fixed order: the same bits on every machine, whatever its vector width.
/// </summary>
internal static class LaneMath
{
    /// <summary>Floats in a vector.</summary>
    public const int Lanes = 16;

    private const float Round = 12582912f; // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits

    /// <summary>Vector number <paramref name="at"/> from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Get(ref float from, int at) => Vector512.LoadUnsafe(ref Unsafe.Add(ref from, at * Lanes));

    /// <summary>Writes vector number <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ref float to, int at, Vector512<float> value) => value.StoreUnsafe(ref Unsafe.Add(ref to, at * Lanes));

    /// <summary>a b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);

    /// <summary>2^x for x limited to [-120, 120]; relative error below 4e-6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Power(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-120f)), Vector512.Create(120f));
        Vector512<float> shifted = x + Vector512.Create(Round);
        Vector512<float> f = x - (shifted - Vector512.Create(Round));
        Vector512<float> p = Fma(f, Vector512.Create(.001333356f), Vector512.Create(.009618129f));
        p = Fma(p, f, Vector512.Create(.05550411f));
        p = Fma(p, f, Vector512.Create(.2402265f));
        p = Fma(p, f, Vector512.Create(.6931472f));
        p = Fma(p, f, Vector512.Create(1f));
        return (p.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();
    }

    /// <summary>log2 x for normal x above 0; absolute error below 1e-6 for the fraction.</summary>
    public static Vector512<float> Log(Vector512<float> x)
    {
        // x = 2^e m, m in [sqrt(1/2), sqrt 2); log2 m = 2/ln 2 (s + s^3/3 + ...), s = (m - 1)/(m + 1)
        Vector512<int> bits = x.AsInt32() - Vector512.Create(0x3F3504F3);
        Vector512<int> e = bits >> 23;
        Vector512<float> m = ((bits & Vector512.Create(0x007FFFFF)) + Vector512.Create(0x3F3504F3)).AsSingle();
        Vector512<float> s = (m - Vector512<float>.One) / (m + Vector512<float>.One), q = s * s;
        Vector512<float> p = Fma(q, Vector512.Create(.3205989f), Vector512.Create(.4121986f));
        p = Fma(p, q, Vector512.Create(.5770780f));
        p = Fma(p, q, Vector512.Create(.9617967f));
        p = Fma(p, q, Vector512.Create(2.8853901f));
        return Fma(p, s, Vector512.ConvertToSingle(e));
    }

    /// <summary>1 / sqrt x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> InverseRoot(Vector512<float> x) => Vector512<float>.One / Vector512.Sqrt(x);
}
