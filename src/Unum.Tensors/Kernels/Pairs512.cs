using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Tensors.Kernels;

/// <summary>AVX-512: 32 products an instruction.</summary>
internal readonly unsafe struct Pairs512 : IGroups<Vector512<int>>
{
    public static int Count => 16;

    public static int Group => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(int* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, int* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> All(int group) => Vector512.Create(group);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<int> x, Vector512<int> y) => sum + Avx512BW.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
}
