using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unum.Tensors.Kernels;

/// <summary>NEON, SSE2: 8 products a step. Elsewhere the same from plain vectors, so that the steps can be tested without either.</summary>
internal readonly unsafe struct Pairs128 : IGroups<Vector128<int>>
{
    /// <summary>Whether the processor has instructions for it.</summary>
    public static bool IsSupported => AdvSimd.Arm64.IsSupported || Sse2.IsSupported;

    public static int Count => 4;

    public static int Group => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(int* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, int* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> All(int group) => Vector128.Create(group);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<int> x, Vector128<int> y)
    {
        if (Sse2.IsSupported) return sum + Sse2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
        if (!AdvSimd.Arm64.IsSupported) return Plain(sum, x, y);
        Vector128<int> lower = AdvSimd.MultiplyWideningLower(x.AsInt16().GetLower(), y.AsInt16().GetLower());
        return sum + AdvSimd.Arm64.AddPairwise(lower, AdvSimd.MultiplyWideningUpper(x.AsInt16(), y.AsInt16()));
    }

    /// <summary>The same without instructions for it.</summary>
    internal static Vector128<int> Plain(Vector128<int> sum, Vector128<int> x, Vector128<int> y) =>
        sum + (((x << 16) >> 16) * ((y << 16) >> 16)) + ((x >> 16) * (y >> 16));
}
