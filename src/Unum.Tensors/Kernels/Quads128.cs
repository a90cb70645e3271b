using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Unum.Tensors.Kernels;

/// <summary>NEON's dot product: 16 products an instruction, bytes as they are. Elsewhere the same from plain vectors, so that the packing can be tested.</summary>
internal readonly unsafe struct Quads128 : IGroups<Vector128<int>>
{
    public static int Count => 4;

    public static int Group => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(int* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, int* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> All(int group) => Vector128.Create(group);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<int> x, Vector128<int> y) =>
        Dp.IsSupported ? Dp.DotProduct(sum, x.AsSByte(), y.AsSByte()) : Plain(sum, x, y);

    /// <summary>The same without an instruction for it.</summary>
    internal static Vector128<int> Plain(Vector128<int> sum, Vector128<int> x, Vector128<int> y) => sum
        + (((x << 24) >> 24) * ((y << 24) >> 24)) + (((x << 16) >> 24) * ((y << 16) >> 24))
        + (((x << 8) >> 24) * ((y << 8) >> 24)) + ((x >> 24) * (y >> 24));
}
