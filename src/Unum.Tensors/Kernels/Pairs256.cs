using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Tensors.Kernels;

/// <summary>AVX2: 16 products an instruction.</summary>
internal readonly unsafe struct Pairs256 : IGroups<Vector256<int>>
{
    public static int Count => 8;

    public static int Group => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(int* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, int* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> All(int group) => Vector256.Create(group);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> x, Vector256<int> y) =>
        AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sum, x.AsInt16(), y.AsInt16()) : sum + Avx2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
}
