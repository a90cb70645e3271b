using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unum.Grid.Storage;

namespace Unum.Grid.Kappa;

/// <summary>
/// The kappa field: kappa += a tenth of the way to the mean of its active neighbours, then a twentieth of the way to 0.6.
/// <para>
/// One cycle is k' = .95 ((1 - .1) k + .1 mean(k_neighbours)) + .05 x .6, every block seeing its neighbours as they were before
/// (Jacobi), so that the order does not matter. The mean of numbers is never farther from 0.6 than the farthest of them, so the largest
/// distance from 0.6 shrinks by at least .95 a cycle on any graph: from anywhere in [0, 1] at most 49 cycles to 0.6 +- 0.05, since
/// .6 x .95^49 &lt; .05. Without neighbours only the second part happens. Counting inactive neighbours as 0, as the mission's sketch of
/// an array full of zeros would, pulls every border down and does not converge to 0.6: see <see cref="Rest"/>.
/// </para>
/// Memory: nothing on a graph but the result; on a <see cref="BlockArray"/> what its update needs. Time: see docs/cube.md.
/// </summary>
public static class KappaField
{
    /// <summary>Where kappa comes to rest.</summary>
    public const float Rest = .6f;

    /// <summary>Part of the way to the neighbours' mean in a cycle.</summary>
    public const float Pull = .1f;

    /// <summary>Part of the way to <see cref="Rest"/> in a cycle.</summary>
    public const float Home = .05f;

    /// <summary>A mind's drift with every request: a hundredth of the way to <see cref="Rest"/>.</summary>
    public static float Drift(float kappa) => kappa + (.01f * (Rest - kappa));

    /// <summary>The new kappa of one node.</summary>
    /// <param name="kappa">Its own.</param>
    /// <param name="sum">Sum over its active neighbours.</param>
    /// <param name="neighbours">How many there are; 0 leaves out the first part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Next(float kappa, float sum, float neighbours)
    {
        if (neighbours > 0) kappa += Pull * ((sum / neighbours) - kappa);
        return kappa + (Home * (Rest - kappa));
    }

    /// <summary>One cycle over all active blocks, six neighbours each.</summary>
    public static void Cycle(BlockArray blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Lattice kernel = default;
        blocks.Update(BlockColumn.Kappa, ref kernel);
    }

    /// <summary>One cycle over a graph in rows of neighbours (CSR).</summary>
    /// <param name="starts">Where each node's neighbours start in <paramref name="neighbours"/>, and where the last one's end: nodes + 1.</param>
    /// <param name="neighbours">Numbers of nodes.</param>
    /// <param name="kappas">Before, one each.</param>
    /// <param name="next">After; must not be the same memory.</param>
    public static void Cycle(ReadOnlySpan<int> starts, ReadOnlySpan<int> neighbours, ReadOnlySpan<float> kappas, Span<float> next)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(starts.Length, kappas.Length + 1, nameof(starts));
        ArgumentOutOfRangeException.ThrowIfNotEqual(next.Length, kappas.Length, nameof(next));
        for (int node = 0; node < kappas.Length; node++)
        {
            ReadOnlySpan<int> near = neighbours[starts[node]..starts[node + 1]];
            float sum = 0;
            foreach (int other in near) sum += kappas[other];
            next[node] = Next(kappas[node], sum, near.Length);
        }
    }

    /// <summary>One cycle over a chain: every node has the one before and the one after.</summary>
    /// <param name="kappas">Before.</param>
    /// <param name="next">After; must not be the same memory.</param>
    public static void CycleChain(ReadOnlySpan<float> kappas, Span<float> next)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(next.Length, kappas.Length, nameof(next));
        int n = kappas.Length;
        if (n == 0) return;
        next[0] = Next(kappas[0], n > 1 ? kappas[1] : 0, n > 1 ? 1 : 0);
        int i = 1;
        ref float from = ref Unsafe.AsRef(in kappas[0]);
        for (; i + 17 <= n; i += 16)
        {
            Vector512<float> k = Vector512.LoadUnsafe(ref from, (nuint)i), mean = (Vector512.LoadUnsafe(ref from, (nuint)(i - 1)) + Vector512.LoadUnsafe(ref from, (nuint)(i + 1))) / Vector512.Create(2f);
            k += Vector512.Create(Pull) * (mean - k);
            (k + (Vector512.Create(Home) * (Vector512.Create(Rest) - k))).StoreUnsafe(ref next[i]);
        }

        for (; i + 1 < n; i++) next[i] = Next(kappas[i], kappas[i - 1] + kappas[i + 1], 2);
        if (n > 1) next[n - 1] = Next(kappas[n - 1], kappas[n - 2], 1);
    }

    private struct Lattice : IUpdateKernel
    {
        public readonly Vector256<float> Next(in NeighbourhoodRow row)
        {
            Vector256<float> k = row.Centre, count = Vector256.Max(row.Neighbours, Vector256<float>.One);
            Vector256<float> pulled = k + (Vector256.Create(Pull) * ((row.Sum / count) - k));
            k = Vector256.ConditionalSelect(Vector256.GreaterThan(row.Neighbours, Vector256<float>.Zero), pulled, k);
            return k + (Vector256.Create(Home) * (Vector256.Create(Rest) - k));
        }
    }
}
