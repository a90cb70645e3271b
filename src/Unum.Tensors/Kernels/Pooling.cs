using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Tensors.Kernels;

/// <summary>
/// The greatest number or the mean under each window of a plane. A row of windows is folded in two steps along the width, whatever the stride: the
/// rows of the picture under it into one line with the padding around it, then the line with itself, shifted by each step of the window. What a
/// stride skips is left out when the line is written. Sums go down before they go across; the scalar reference goes across first.
/// </summary>
internal static unsafe class Pooling
{
    /// <summary>Pools every plane: <paramref name="e"/>'s channels are planes, its windows square.</summary>
    /// <param name="level">Register width, not scalar.</param>
    /// <param name="greatest">The greatest, or the mean.</param>
    /// <param name="e">Planes, windows, stride and padding.</param>
    /// <param name="x">[planes, height, width].</param>
    /// <param name="y">[planes, windows down, windows across].</param>
    public static void Run(SimdLevel level, bool greatest, Patches.Extents e, float* x, float* y)
    {
        switch (level)
        {
            case SimdLevel.Vector512: Planes<Lanes512, Vector512<float>>(greatest, e, x, y); break;
            case SimdLevel.Vector256: Planes<Lanes256, Vector256<float>>(greatest, e, x, y); break;
            default: Planes<Lanes128, Vector128<float>>(greatest, e, x, y); break;
        }
    }

    private static void Planes<L, V>(bool greatest, Patches.Extents e, float* x, float* y)
        where L : struct, ILanes<V>
        where V : struct
    {
        if (greatest) Planes<L, V, BinaryOperations.Max>(float.NegativeInfinity, 1, e, x, y);
        else Planes<L, V, BinaryOperations.Add>(0, e.WindowHeight * e.WindowWidth, e, x, y);
    }

    private static void Planes<L, V, O>(float nothing, float share, Patches.Extents e, float* x, float* y)
        where L : struct, ILanes<V>
        where V : struct
        where O : struct, IBinary
    {
        // Room for the last register to reach beyond the last window, of the line and of what is read for it.
        int room = e.Width + (2 * e.Padding) + e.WindowWidth + (2 * L.Count);
        float* line = Scratch.Third.Floats(2 * room), windows = line + room;
        new Span<float>(line, room).Fill(nothing);
        for (int plane = 0; plane < e.Channels; plane++, x += e.Height * e.Width)
        {
            for (int row = 0; row < e.OutHeight; row++, y += e.OutWidth)
            {
                int top = (row * e.Stride) - e.Padding, from = Math.Max(top, 0), to = Math.Min(top + e.WindowHeight, e.Height);
                Down<L, V, O>(x + (from * e.Width), to - from, e.Width, line + e.Padding);
                Across<L, V, O>(line, e.WindowWidth, ((e.OutWidth - 1) * e.Stride) + 1, share, windows);
                if (e.Stride == 1) new Span<float>(windows, e.OutWidth).CopyTo(new Span<float>(y, e.OutWidth));
                else for (int i = 0; i < e.OutWidth; i++) y[i] = windows[i * e.Stride];
            }
        }
    }

    /// <summary>Folds rows into one; the last register overlaps the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Down<L, V, O>(float* x, int rows, int width, float* line)
        where L : struct, ILanes<V>
        where V : struct
        where O : struct, IBinary
    {
        if (rows < 1) return; // a picture without rows: what the padding says
        for (int at = 0; at < width; at += L.Count)
        {
            if (at + L.Count > width)
            {
                if (width < L.Count)
                {
                    Down<O>(x, rows, width, line);
                    return;
                }

                at = width - L.Count;
            }

            V sum = L.Load(x + at);
            for (int row = 1; row < rows; row++) sum = O.Of<L, V>(sum, L.Load(x + (row * width) + at));
            L.Store(sum, line + at);
        }
    }

    private static void Down<O>(float* x, int rows, int width, float* line)
        where O : struct, IBinary
    {
        for (int at = 0; at < width; at++)
        {
            line[at] = x[at];
            for (int row = 1; row < rows; row++) line[at] = O.Of(line[at], x[(row * width) + at]);
        }
    }

    /// <summary>Folds the line with itself, shifted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across<L, V, O>(float* line, int window, int count, float share, float* windows)
        where L : struct, ILanes<V>
        where V : struct
        where O : struct, IBinary
    {
        V divisor = L.All(share);
        for (int at = 0; at < count; at += L.Count)
        {
            V sum = L.Load(line + at);
            for (int step = 1; step < window; step++) sum = O.Of<L, V>(sum, L.Load(line + at + step));
            L.Store(share == 1 ? sum : L.Divide(sum, divisor), windows + at);
        }
    }
}
