using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unum.Grid.Storage;

namespace Unum.Benchmarks.Grid;

/// <summary>The work of "process all": value x .95 + .03.</summary>
internal struct DriftKernel : IApplyKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next(Vector256<float> figures) => (figures * .95f) + Vector256.Create(.03f);
}
