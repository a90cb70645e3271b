using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Benchmarks.Tensors;

/// <summary>As many multiply-adds as a core can do: sixteen sums that stay in registers, no memory touched. No kernel can be faster.</summary>
internal static class RegisterPeak
{
    /// <summary>Floating-point operations of one round: sixteen multiply-adds of the widest registers.</summary>
    public static int Flops => 16 * 2 * (Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4);

    /// <summary>Runs so many rounds.</summary>
    public static float Run(int rounds) => Vector512.IsHardwareAccelerated ? Run512(rounds) : Vector256.IsHardwareAccelerated ? Run256(rounds) : Run128(rounds);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(int rounds)
    {
        Vector512<float> x = Vector512.Create(.5f);
        Vector512<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x, c12 = x, c13 = x, c14 = x, c15 = x;
        for (int i = 0; i < rounds; i++)
        {
            (c0, c1) = (Vector512.FusedMultiplyAdd(c0, x, x), Vector512.FusedMultiplyAdd(c1, x, x));
            (c2, c3) = (Vector512.FusedMultiplyAdd(c2, x, x), Vector512.FusedMultiplyAdd(c3, x, x));
            (c4, c5) = (Vector512.FusedMultiplyAdd(c4, x, x), Vector512.FusedMultiplyAdd(c5, x, x));
            (c6, c7) = (Vector512.FusedMultiplyAdd(c6, x, x), Vector512.FusedMultiplyAdd(c7, x, x));
            (c8, c9) = (Vector512.FusedMultiplyAdd(c8, x, x), Vector512.FusedMultiplyAdd(c9, x, x));
            (c10, c11) = (Vector512.FusedMultiplyAdd(c10, x, x), Vector512.FusedMultiplyAdd(c11, x, x));
            (c12, c13) = (Vector512.FusedMultiplyAdd(c12, x, x), Vector512.FusedMultiplyAdd(c13, x, x));
            (c14, c15) = (Vector512.FusedMultiplyAdd(c14, x, x), Vector512.FusedMultiplyAdd(c15, x, x));
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(int rounds)
    {
        Vector256<float> x = Vector256.Create(.5f);
        Vector256<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x, c12 = x, c13 = x, c14 = x, c15 = x;
        for (int i = 0; i < rounds; i++)
        {
            (c0, c1) = (Vector256.FusedMultiplyAdd(c0, x, x), Vector256.FusedMultiplyAdd(c1, x, x));
            (c2, c3) = (Vector256.FusedMultiplyAdd(c2, x, x), Vector256.FusedMultiplyAdd(c3, x, x));
            (c4, c5) = (Vector256.FusedMultiplyAdd(c4, x, x), Vector256.FusedMultiplyAdd(c5, x, x));
            (c6, c7) = (Vector256.FusedMultiplyAdd(c6, x, x), Vector256.FusedMultiplyAdd(c7, x, x));
            (c8, c9) = (Vector256.FusedMultiplyAdd(c8, x, x), Vector256.FusedMultiplyAdd(c9, x, x));
            (c10, c11) = (Vector256.FusedMultiplyAdd(c10, x, x), Vector256.FusedMultiplyAdd(c11, x, x));
            (c12, c13) = (Vector256.FusedMultiplyAdd(c12, x, x), Vector256.FusedMultiplyAdd(c13, x, x));
            (c14, c15) = (Vector256.FusedMultiplyAdd(c14, x, x), Vector256.FusedMultiplyAdd(c15, x, x));
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128(int rounds)
    {
        Vector128<float> x = Vector128.Create(.5f);
        Vector128<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x, c12 = x, c13 = x, c14 = x, c15 = x;
        for (int i = 0; i < rounds; i++)
        {
            (c0, c1) = (Vector128.FusedMultiplyAdd(c0, x, x), Vector128.FusedMultiplyAdd(c1, x, x));
            (c2, c3) = (Vector128.FusedMultiplyAdd(c2, x, x), Vector128.FusedMultiplyAdd(c3, x, x));
            (c4, c5) = (Vector128.FusedMultiplyAdd(c4, x, x), Vector128.FusedMultiplyAdd(c5, x, x));
            (c6, c7) = (Vector128.FusedMultiplyAdd(c6, x, x), Vector128.FusedMultiplyAdd(c7, x, x));
            (c8, c9) = (Vector128.FusedMultiplyAdd(c8, x, x), Vector128.FusedMultiplyAdd(c9, x, x));
            (c10, c11) = (Vector128.FusedMultiplyAdd(c10, x, x), Vector128.FusedMultiplyAdd(c11, x, x));
            (c12, c13) = (Vector128.FusedMultiplyAdd(c12, x, x), Vector128.FusedMultiplyAdd(c13, x, x));
            (c14, c15) = (Vector128.FusedMultiplyAdd(c14, x, x), Vector128.FusedMultiplyAdd(c15, x, x));
        }

        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15);
    }
}
