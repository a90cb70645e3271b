namespace Unum.Tensors.Gradients;

/// <content>Convolution and pooling.</content>
public sealed partial class Tape
{
    /// <summary>Slides filters over pictures.</summary>
    /// <param name="x">[pictures, channels, height, width].</param>
    /// <param name="filters">[filters, channels, window height, window width].</param>
    /// <param name="bias">[filters], or none.</param>
    /// <param name="how">Stride and padding.</param>
    /// <exception cref="ShapeMismatchException">The channels differ, or the bias has another length.</exception>
    public Variable Conv2d(Variable x, Variable filters, Variable? bias = null, Convolution? how = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(filters);
        Convolution c = how ?? new Convolution(1);
        return Write(_math.Conv2d(x.Value, filters.Value, bias?.Value, c), Back, bias is null ? [x, filters] : [x, filters, bias]);

        void Back(Variable y)
        {
            _math.Conv2dBackward(
                x.Value, filters.Value, c, y.Gradient, x.NeedsGradient ? x.Gradient : null, filters.NeedsGradient ? filters.Gradient : null);
            if (bias is not { NeedsGradient: true }) return;
            int outputs = y.Shape[1], windows = y.Shape[2] * y.Shape[3];
            Tensor sums = _math.SumRows(y.Gradient.Reshape(y.Shape[0] * outputs, windows));
            Give(bias, _math.SumColumns(sums.Reshape(y.Shape[0], outputs)));
        }
    }

    /// <summary>The greatest number under each window; the first of equals gets the gradient.</summary>
    /// <param name="x">[pictures, channels, height, width].</param>
    /// <param name="window">Side of the window.</param>
    /// <param name="how">Stride (as long as the window when left out) and padding.</param>
    public Variable MaxPool2d(Variable x, int window, Convolution? how = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        Convolution c = how ?? new Convolution(window);
        int[] places = new int[x.Shape[0] * x.Shape[1] * c.Windows(x.Shape[2], window) * c.Windows(x.Shape[3], window)];
        return Write(TensorMath.Pool(x.Value, window, c, greatest: true, places), Back, x);

        void Back(Variable y)
        {
            for (int i = 0; i < places.Length; i++) x.Gradient.Span[places[i]] += y.Gradient.Span[i];
        }
    }

    /// <summary>The mean under each window, the zeros of the padding counted.</summary>
    /// <param name="x">[pictures, channels, height, width].</param>
    /// <param name="window">Side of the window.</param>
    /// <param name="how">Stride (as long as the window when left out) and padding.</param>
    public Variable MeanPool2d(Variable x, int window, Convolution? how = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(_math.MeanPool2d(x.Value, window, how), y => TensorMath.MeanPoolBackward(x.Value, window, how, y.Gradient, x.Gradient), x);
    }
}
