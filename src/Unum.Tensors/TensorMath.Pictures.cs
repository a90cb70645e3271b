using Unum.Tensors.Kernels;

namespace Unum.Tensors;

/// <content>Convolution and pooling of pictures, [pictures, channels, height, width].</content>
public sealed partial class TensorMath
{
    /// <summary>Slides filters over pictures (cross-correlation, as everybody's conv2d).</summary>
    /// <param name="x">[pictures, channels, height, width].</param>
    /// <param name="filters">[filters, channels, window height, window width].</param>
    /// <param name="bias">[filters], or none.</param>
    /// <param name="how">Stride and padding.</param>
    /// <returns>[pictures, filters, windows down, windows across].</returns>
    /// <exception cref="ShapeMismatchException">The channels differ, or the bias has another length.</exception>
    public unsafe Tensor Conv2d(Tensor x, Tensor filters, Tensor? bias = null, Convolution? how = null)
    {
        Patches.Extents e = Windows(x, filters, how ?? new Convolution(1));
        int pictures = x.Shape[0], outputs = filters.Shape[0];
        if (bias is not null && bias.Shape != new Shape(outputs))
            throw new ShapeMismatchException("Conv2d", filters.Shape, bias.Shape, "there must be one bias a filter");
        Tensor result = new(pictures, outputs, e.OutHeight, e.OutWidth);
        float* patches = Scratch.Third.Floats(e.Depth * e.Windows);
        fixed (float* px = x.Span, pf = filters.Span, py = result.Span)
        {
            for (int i = 0; i < pictures; i++)
            {
                float* y = py + ((nint)i * outputs * e.Windows);
                if (bias is not null)
                {
                    for (int o = 0; o < outputs; o++) new Span<float>(y + (o * e.Windows), e.Windows).Fill(bias.Span[o]);
                }

                Patches.Spread(e, px + ((nint)i * e.Channels * e.Height * e.Width), patches);
                Operand left = Operand.Plain(pf, e.Depth), right = Operand.Plain(patches, e.Windows);
                Gemm.Run(Level, Budget, outputs, e.Windows, e.Depth, left, right, y, e.Windows, bias is not null);
            }
        }

        return result;
    }

    /// <summary>Adds the gradients of a convolution's pictures and filters to tensors of their shapes.</summary>
    internal unsafe void Conv2dBackward(Tensor x, Tensor filters, Convolution how, Tensor gradient, Tensor? toX, Tensor? toFilters)
    {
        Patches.Extents e = Windows(x, filters, how);
        int pictures = x.Shape[0], outputs = filters.Shape[0], area = e.Channels * e.Height * e.Width;
        float* patches = Scratch.Third.Floats(e.Depth * e.Windows);
        fixed (float* px = x.Span, pf = filters.Span, pg = gradient.Span, dx = toX is null ? default : toX.Span, df = toFilters is null ? default : toFilters.Span)
        {
            for (int i = 0; i < pictures; i++)
            {
                Operand g = Operand.Plain(pg + ((nint)i * outputs * e.Windows), e.Windows);
                if (toFilters is not null)
                {
                    Patches.Spread(e, px + ((nint)i * area), patches);
                    Gemm.Run(Level, Budget, outputs, e.Depth, e.Windows, g, Operand.Plain(patches, e.Windows).Transposed, df, e.Depth, true);
                }

                if (toX is null) continue;
                Gemm.Run(Level, Budget, e.Depth, e.Windows, outputs, Operand.Plain(pf, e.Depth).Transposed, g, patches, e.Windows, false);
                Patches.Gather(e, patches, dx + ((nint)i * area));
            }
        }
    }

    /// <summary>The greatest number under each window.</summary>
    /// <param name="x">[pictures, channels, height, width].</param>
    /// <param name="window">Side of the window.</param>
    /// <param name="how">Stride (as long as the window when left out) and padding, less than the window.</param>
    /// <returns>[pictures, channels, windows down, windows across].</returns>
    public Tensor MaxPool2d(Tensor x, int window, Convolution? how = null) => Pool(x, window, how, greatest: true);

    /// <summary>The mean under each window, the zeros of the padding counted.</summary>
    /// <param name="x">[pictures, channels, height, width].</param>
    /// <param name="window">Side of the window.</param>
    /// <param name="how">Stride (as long as the window when left out) and padding, less than the window.</param>
    /// <returns>[pictures, channels, windows down, windows across].</returns>
    public Tensor MeanPool2d(Tensor x, int window, Convolution? how = null) => Pool(x, window, how, greatest: false);

    private unsafe Tensor Pool(Tensor x, int window, Convolution? how, bool greatest)
    {
        (int planes, int height, int width, int down, int across, Convolution c) = Pooling(x, window, how);
        if (Level == SimdLevel.Scalar) return Pool(x, window, how, greatest, null);
        Tensor result = new(x.Shape[0], x.Shape[1], down, across);
        fixed (float* from = x.Span, to = result.Span)
            Kernels.Pooling.Run(Level, greatest, new Patches.Extents(planes, height, width, window, window, down, across, c.Stride, c.Padding), from, to);
        return result;
    }

    /// <summary>Pools without vectors; where a place is given, it takes the index in x of each window's greatest.</summary>
    internal static Tensor Pool(Tensor x, int window, Convolution? how, bool greatest, int[]? places)
    {
        (int planes, int height, int width, int down, int across, Convolution c) = Pooling(x, window, how);
        Tensor result = new(x.Shape[0], x.Shape[1], down, across);
        for (int o = 0; o < planes * down * across; o++)
        {
            int plane = o / (down * across), top = (o / across % down * c.Stride) - c.Padding, left = (o % across * c.Stride) - c.Padding;
            float best = float.NegativeInfinity, sum = 0;
            int place = -1;
            for (int y = Math.Max(top, 0); y < Math.Min(top + window, height); y++)
            {
                for (int at = Math.Max(left, 0); at < Math.Min(left + window, width); at++)
                {
                    int index = (((plane * height) + y) * width) + at;
                    float value = x.Span[index];
                    sum += value;
                    if (place < 0 || value > best || float.IsNaN(value)) (best, place) = (value, index);
                    if (float.IsNaN(best)) break;
                }

                if (greatest && float.IsNaN(best)) break;
            }

            result.Span[o] = greatest ? best : sum / (window * window);
            if (places is not null) places[o] = place;
        }

        return result;
    }

    /// <summary>Adds the gradient of a mean under windows to what was pooled.</summary>
    internal static void MeanPoolBackward(Tensor x, int window, Convolution? how, Tensor gradient, Tensor toX)
    {
        (int planes, int height, int width, int down, int across, Convolution c) = Pooling(x, window, how);
        for (int o = 0; o < planes * down * across; o++)
        {
            int plane = o / (down * across), top = (o / across % down * c.Stride) - c.Padding, left = (o % across * c.Stride) - c.Padding;
            float share = gradient.Span[o] / (window * window);
            for (int y = Math.Max(top, 0); y < Math.Min(top + window, height); y++)
            {
                for (int at = Math.Max(left, 0); at < Math.Min(left + window, width); at++) toX.Span[(((plane * height) + y) * width) + at] += share;
            }
        }
    }

    private static (int Planes, int Height, int Width, int Down, int Across, Convolution How) Pooling(Tensor x, int window, Convolution? how)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 4) throw new ArgumentException($"Pooling needs [pictures, channels, height, width], not {x.Shape}.", nameof(x));
        Convolution c = how ?? new Convolution(window);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(c.Padding, window, nameof(how));
        return (x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], c.Windows(x.Shape[2], window), c.Windows(x.Shape[3], window), c);
    }

    private static Patches.Extents Windows(Tensor x, Tensor filters, Convolution how)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(filters);
        if (x.Shape.Rank != 4 || filters.Shape.Rank != 4 || x.Shape[1] != filters.Shape[1])
            throw new ShapeMismatchException("Conv2d", x.Shape, filters.Shape, "they must be [pictures, channels, height, width] and [filters, channels, height, width]");
        int height = filters.Shape[2], width = filters.Shape[3];
        return new Patches.Extents(
            x.Shape[1], x.Shape[2], x.Shape[3], height, width, how.Windows(x.Shape[2], height), how.Windows(x.Shape[3], width), how.Stride, how.Padding);
    }
}
