using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unum.Grid.Storage;

namespace Unum.Benchmarks.Grid;

/// <summary>The work of the sweeps: sum over all blocks of (sum of neighbours - 6 own).</summary>
internal struct LaplaceKernel : ISweepKernel
{
    public Vector256<float> Total;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit(in NeighbourhoodRow row) => Total += row.Masked(row.Sum - (6f * row.Centre));
}
