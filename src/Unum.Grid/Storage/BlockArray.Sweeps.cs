using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <content>Sweeps over six-neighbourhoods.</content>
public sealed partial class BlockArray
{
    /// <summary>Brick codes are less than this.</summary>
    public int EndOfBricks => _store.Directory.Length;

    /// <summary>Shows every active block, with the sum over its active neighbours, to a kernel.</summary>
    /// <param name="column">What is read.</param>
    /// <param name="kernel">Takes it in.</param>
    public void Sweep<TKernel>(BlockColumn column, ref TKernel kernel)
        where TKernel : struct, ISweepKernel => Sweep(column, ref kernel, 0, EndOfBricks);

    /// <summary><see cref="Sweep{TKernel}(BlockColumn, ref TKernel)"/> over some bricks only; threads share a grid so, each with its own kernel.</summary>
    /// <param name="column">What is read.</param>
    /// <param name="kernel">Takes it in.</param>
    /// <param name="firstBrick">Code of the first brick.</param>
    /// <param name="endBrick">Code after the last one, at most <see cref="EndOfBricks"/>.</param>
    public void Sweep<TKernel>(BlockColumn column, ref TKernel kernel, int firstBrick, int endBrick)
        where TKernel : struct, ISweepKernel
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBrick);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endBrick, EndOfBricks);
        using SweepCache cache = new(_store, Dimensions, column);
        cache.Sweep(ref kernel, firstBrick, endBrick);
    }

    /// <summary>Gives every active block a new figure made of its own and its neighbours' old ones. Every brick with blocks is dirty afterwards.</summary>
    /// <param name="column">What is read and written.</param>
    /// <param name="kernel">Makes the new figures: finite, and kappas 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel made another figure; nothing is changed then.</exception>
    public void Update<TKernel>(BlockColumn column, ref TKernel kernel)
        where TKernel : struct, IUpdateKernel
    {
        float[] next = ArrayPool<float>.Shared.Rent(checked((int)Count));
        try
        {
            using (SweepCache cache = new(_store, Dimensions, column))
            {
                Collector<TKernel> collector = new(kernel, next);
                cache.Sweep(ref collector, 0, EndOfBricks);
                kernel = collector.Kernel;
            }

            Span<float> all = next.AsSpan(0, (int)Count);
            CheckAll(column, all);
            foreach (int code in Bricks()) all = all[_store.Overwrite(code, column, all)..];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(next);
        }
    }

    /// <summary>Gives every active block a new figure made of its own old one, in place. Every brick with blocks is dirty afterwards.</summary>
    /// <param name="column">What is read and written.</param>
    /// <param name="kernel">Makes the new figures: finite, and kappas 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel made another figure; that brick is unchanged, the ones before it are changed.</exception>
    public void Apply<TKernel>(BlockColumn column, ref TKernel kernel)
        where TKernel : struct, IApplyKernel => _store.Apply(column, ref kernel);

    /// <summary>Checks new figures, a register at a time; the first that is wrong is told.</summary>
    private static void CheckAll(BlockColumn column, ReadOnlySpan<float> figures)
    {
        bool kappas = column == BlockColumn.Kappa;
        Vector<float> least = new(kappas ? 0 : float.MinValue), most = new(kappas ? 1 : float.MaxValue);
        int checkedOnes = 0;
        for (; checkedOnes <= figures.Length - Vector<float>.Count; checkedOnes += Vector<float>.Count)
        {
            Vector<float> some = new(figures[checkedOnes..]);
            if (!Vector.GreaterThanOrEqualAll(some, least) || !Vector.LessThanOrEqualAll(some, most)) break;
        }

        foreach (float figure in figures[checkedOnes..])
        {
            if (kappas) CheckKappa(figure);
            else CheckValue(figure);
        }
    }

    /// <summary>Keeps what a kernel makes, packed in the order of the sweep.</summary>
    private struct Collector<TKernel>(TKernel kernel, float[] next) : ISweepKernel
        where TKernel : struct, IUpdateKernel
    {
        public TKernel Kernel = kernel;
        private int _count;

        public void Visit(in NeighbourhoodRow row)
        {
            Vector256<float> figures = Kernel.Next(row);
            if (row.Active == 0xFF)
            {
                figures.CopyTo(next, _count);
                _count += Vector256<float>.Count;
                return;
            }

            for (uint active = row.Active; active != 0; active &= active - 1)
                next[_count++] = figures[BitOperations.TrailingZeroCount(active)];
        }
    }
}
