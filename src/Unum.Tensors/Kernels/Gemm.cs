using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unum.Tensors.Threads;

namespace Unum.Tensors.Kernels;

/// <summary>
/// C = A B or C += A B for any strides of A and B, blocked for the caches as in Goto and van de Geijn (ACM TOMS 34, 2008): a block of B,
/// [<see cref="DepthBlock"/>, <see cref="ColumnBlock"/>], is packed into panels of two registers; a block of A, about
/// [<see cref="RowBlock"/>, <see cref="DepthBlock"/>], into panels of up to 14 rows; the <see cref="MicroKernel"/> runs over their pairs.
/// </summary>
/// <remarks>
/// Rows are shared out evenly (1024 rows are 62 panels of 14 and 12 of 13), so no lane of A is ever padding. Two threads take half of the
/// longer side each and pack for themselves. Costs m n k multiply-adds; A is copied once a column block, B once. Allocates nothing once a thread has its
/// scratch memory.
/// </remarks>
internal static unsafe class Gemm
{
    internal const int DepthBlock = 1024;
    internal const int RowBlock = 168;
    internal const int ColumnBlock = 1024;

    /// <summary>Multiply-adds below which a second thread costs more than it brings.</summary>
    private const long WorthAThread = 1 << 18;

    public static void Run(
        SimdLevel level, IThreadBudget budget, int m, int n, int k, Operand a, Operand b, float* c, nint stride, bool accumulate)
    {
        if (m == 0 || n == 0) return;
        if (k == 0)
        {
            if (!accumulate) Clear(m, n, c, stride);
            return;
        }

        int threads = (int)Math.Min(budget.Threads, 1 + ((long)m * n * k / WorthAThread));
        if (threads == 1) Serial(level, m, n, k, a, b, c, stride, accumulate);
        else Shared(threads, level, m, n, k, a, b, c, stride, accumulate);
    }

    /// <summary>Apart from <see cref="Run"/>, whose one thread then allocates no closure.</summary>
    private static void Shared(
        int threads, SimdLevel level, int m, int n, int k, Operand a, Operand b, float* c, nint stride, bool accumulate)
    {
        bool byRows = m >= n;
        int whole = byRows ? m : n;
        ForkJoin.Run(threads, threads, part =>
        {
            int from = (int)((long)whole * part / threads), to = (int)((long)whole * (part + 1) / threads);
            if (byRows) Serial(level, to - from, n, k, a.From(from, 0), b, c + (from * stride), stride, accumulate);
            else Serial(level, m, to - from, k, a, b.From(0, from), c + from, stride, accumulate);
        });
    }

    private static void Clear(int m, int n, float* c, nint stride)
    {
        for (int i = 0; i < m; i++) new Span<float>(c + (i * stride), n).Clear();
    }

    private static void Serial(SimdLevel level, int m, int n, int k, Operand a, Operand b, float* c, nint stride, bool accumulate)
    {
        switch (level)
        {
            case SimdLevel.Vector512: Blocked<Lanes512, Vector512<float>>(14, m, n, k, a, b, c, stride, accumulate); break;
            case SimdLevel.Vector256: Blocked<Lanes256, Vector256<float>>(6, m, n, k, a, b, c, stride, accumulate); break;
            case SimdLevel.Vector128: Blocked<Lanes128, Vector128<float>>(6, m, n, k, a, b, c, stride, accumulate); break;
            default: Reference.MatMul(m, n, k, a, b, c, stride, accumulate); break;
        }
    }

    private static void Blocked<L, V>(int tallest, int m, int n, int k, Operand a, Operand b, float* c, nint stride, bool accumulate)
        where L : struct, ILanes<V>
        where V : struct
    {
        int depth = Even(k, DepthBlock), panels = (m + tallest - 1) / tallest, wide = 2 * L.Count;
        int columns = Math.Min((n + wide - 1) / wide * wide, ColumnBlock), group = Math.Max(1, RowBlock / tallest);
        float* packedB = Scratch.Second.Floats(depth * columns);
        float* packedA = Scratch.First.Floats(depth * tallest * group);
        for (int jc = 0; jc < n; jc += ColumnBlock)
        {
            int width = Math.Min(ColumnBlock, n - jc);
            for (int pc = 0; pc < k; pc += depth)
            {
                int steps = Math.Min(depth, k - pc);
                PackColumns<L, V>(b.From(pc, jc), width, steps, packedB);
                for (int first = 0; first < panels; first += group)
                {
                    int last = Math.Min(first + group, panels), row = Row(m, panels, first);
                    PackRows(a.From(0, pc), m, panels, first, last, steps, packedA);
                    Tiles<L, V>(
                        m, panels, first, last, width, steps, packedA, packedB, c + (row * stride) + jc, stride, accumulate || pc > 0);
                }
            }
        }
    }

    /// <summary>The block size that cuts a length into equal parts of at most <paramref name="most"/>.</summary>
    private static int Even(int length, int most)
    {
        int parts = (length + most - 1) / most;
        return (length + parts - 1) / parts;
    }

    /// <summary>First row of a panel when m rows are shared out evenly.</summary>
    private static int Row(int m, int panels, int panel) => (int)((long)m * panel / panels);

    private static void PackRows(Operand a, int m, int panels, int first, int last, int steps, float* to)
    {
        for (int panel = first; panel < last; panel++)
        {
            int row = Row(m, panels, panel), rows = Row(m, panels, panel + 1) - row;
            Packing.Panel(a.Data + (row * a.RowStride), a.RowStride, a.ColumnStride, rows, rows, steps, to);
            to += rows * steps;
        }
    }

    private static void PackColumns<L, V>(Operand b, int width, int steps, float* to)
        where L : struct, ILanes<V>
        where V : struct
    {
        for (int j = 0; j < width;)
        {
            int lanes = Math.Min(2 * L.Count, width - j), panel = lanes > L.Count ? 2 * L.Count : L.Count;
            Packing.Panel(b.Data + (j * b.ColumnStride), b.ColumnStride, b.RowStride, lanes, panel, steps, to);
            to += panel * steps;
            j += lanes;
        }
    }

    private static void Tiles<L, V>(
        int m, int panels, int first, int last, int width, int steps, float* a, float* b, float* c, nint stride, bool accumulate)
        where L : struct, ILanes<V>
        where V : struct
    {
        float* edge = stackalloc float[14 * 32];
        for (int j = 0; j < width;)
        {
            int lanes = Math.Min(2 * L.Count, width - j), panel = lanes > L.Count ? 2 * L.Count : L.Count;
            float* left = a;
            float* tile = c + j;
            for (int at = first; at < last; at++)
            {
                int rows = Row(m, panels, at + 1) - Row(m, panels, at);
                if (lanes == panel)
                {
                    Tile<L, V>(rows, panel > L.Count, steps, left, b, tile, stride, accumulate);
                }
                else
                {
                    Tile<L, V>(rows, panel > L.Count, steps, left, b, edge, panel, false);
                    Copy(rows, lanes, edge, panel, tile, stride, accumulate);
                }

                left += rows * steps;
                tile += rows * stride;
            }

            b += panel * steps;
            j += lanes;
        }
    }

    private static void Copy(int rows, int columns, float* from, int width, float* to, nint stride, bool accumulate)
    {
        for (int i = 0; i < rows; i++, from += width, to += stride)
        {
            for (int j = 0; j < columns; j++) to[j] = accumulate ? to[j] + from[j] : from[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<L, V>(int rows, bool two, int k, float* a, float* b, float* c, nint stride, bool accumulate)
        where L : struct, ILanes<V>
        where V : struct
    {
        if (two) Tile<L, V, Constants.N2>(rows, k, a, b, c, stride, accumulate);
        else Tile<L, V, Constants.N1>(rows, k, a, b, c, stride, accumulate);
    }

    private static void Tile<L, V, C>(int rows, int k, float* a, float* b, float* c, nint stride, bool accumulate)
        where L : struct, ILanes<V>
        where V : struct
        where C : struct, IConstant
    {
        switch (rows)
        {
            case 1: MicroKernel.Run<L, V, Constants.N1, C>(k, a, b, c, stride, accumulate); break;
            case 2: MicroKernel.Run<L, V, Constants.N2, C>(k, a, b, c, stride, accumulate); break;
            case 3: MicroKernel.Run<L, V, Constants.N3, C>(k, a, b, c, stride, accumulate); break;
            case 4: MicroKernel.Run<L, V, Constants.N4, C>(k, a, b, c, stride, accumulate); break;
            case 5: MicroKernel.Run<L, V, Constants.N5, C>(k, a, b, c, stride, accumulate); break;
            case 6: MicroKernel.Run<L, V, Constants.N6, C>(k, a, b, c, stride, accumulate); break;
            case 7: MicroKernel.Run<L, V, Constants.N7, C>(k, a, b, c, stride, accumulate); break;
            case 8: MicroKernel.Run<L, V, Constants.N8, C>(k, a, b, c, stride, accumulate); break;
            case 9: MicroKernel.Run<L, V, Constants.N9, C>(k, a, b, c, stride, accumulate); break;
            case 10: MicroKernel.Run<L, V, Constants.N10, C>(k, a, b, c, stride, accumulate); break;
            case 11: MicroKernel.Run<L, V, Constants.N11, C>(k, a, b, c, stride, accumulate); break;
            case 12: MicroKernel.Run<L, V, Constants.N12, C>(k, a, b, c, stride, accumulate); break;
            case 13: MicroKernel.Run<L, V, Constants.N13, C>(k, a, b, c, stride, accumulate); break;
            default: MicroKernel.Run<L, V, Constants.N14, C>(k, a, b, c, stride, accumulate); break;
        }
    }
}
