namespace Unum.Tensors.Gradients;

/// <content>Reductions, softmax, norms and the loss.</content>
public sealed partial class Tape
{
    /// <summary>Sum of all numbers.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A single number, [].</returns>
    public Variable Sum(Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(Scalar(_math.Sum(x.Value)), y => Give(x, Filled(x.Shape, y.Gradient.Span[0])), x);
    }

    /// <summary>Mean of all numbers.</summary>
    /// <param name="x">Any shape, not empty.</param>
    /// <returns>A single number, [].</returns>
    public Variable Mean(Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(Scalar(_math.Mean(x.Value)), y => Give(x, Filled(x.Shape, y.Gradient.Span[0] / x.Value.Count)), x);
    }

    /// <summary>The greatest number; equals share its gradient.</summary>
    /// <param name="x">Any shape, not empty.</param>
    /// <returns>A single number, [].</returns>
    public Variable Max(Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(Scalar(_math.Max(x.Value)), Back, x);

        void Back(Variable y)
        {
            float most = y.Value.Span[0];
            int equals = 0;
            foreach (float value in x.Value.Span) equals += value == most ? 1 : 0;
            Tensor share = new(x.Shape);
            for (int i = 0; i < share.Count; i++) share.Span[i] = x.Value.Span[i] == most ? y.Gradient.Span[0] / equals : 0;
            Give(x, share);
        }
    }

    /// <summary>Sum of each row.</summary>
    /// <param name="x">[..., columns].</param>
    /// <returns>[rows].</returns>
    public Variable SumRows(Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(_math.SumRows(x.Value), Back, x);

        void Back(Variable y)
        {
            Tensor share = new(x.Shape);
            for (int row = 0; row < x.Shape.Rows; row++) share.Row(row).Fill(y.Gradient.Span[row]);
            Give(x, share);
        }
    }

    /// <summary>e^x / sum e^x along each row.</summary>
    /// <param name="x">[..., columns].</param>
    public Variable Softmax(Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor value = new(x.Shape);
        _math.Softmax(x.Value, value);
        return Write(value, Back, x);

        // dx = y (g - sum y g)
        void Back(Variable y)
        {
            Tensor product = _math.Combine(BinaryOperation.Multiply, y.Value, y.Gradient), sums = _math.SumRows(product), share = y.Gradient.Clone();
            for (int row = 0; row < share.Shape.Rows; row++)
            {
                foreach (ref float g in share.Row(row)) g -= sums.Span[row];
            }

            _math.Combine(BinaryOperation.Multiply, share, y.Value, share);
            Give(x, share);
        }
    }

    /// <summary>The mean over rows of -log softmax at the row's target: bits of surprise times ln 2.</summary>
    /// <param name="logits">[..., classes].</param>
    /// <param name="targets">[rows], each 0 to classes - 1.</param>
    /// <returns>A single number, [].</returns>
    /// <exception cref="ArgumentException">Not one target a row.</exception>
    public Variable CrossEntropy(Variable logits, ReadOnlyMemory<int> targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        int rows = logits.Shape.Rows;
        if (targets.Length != rows)
            throw new ArgumentException(FormattableString.Invariant($"Logits {logits.Shape} need {rows} targets, got {targets.Length}."), nameof(targets));
        Tensor logs = new(logits.Shape);
        _math.LogSoftmax(logits.Value, logs);
        double sum = 0;
        for (int row = 0; row < rows; row++) sum -= logs.Row(row)[targets.Span[row]];
        return Write(Scalar((float)(sum / rows)), Back, logits);

        void Back(Variable y)
        {
            Tensor share = _math.Apply(UnaryOperation.Exp, logs);
            for (int row = 0; row < rows; row++) share.Row(row)[targets.Span[row]] -= 1;
            _math.Apply(UnaryOperation.Scale, share, share, y.Gradient.Span[0] / rows);
            Give(logits, share);
        }
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) gain + bias along each row.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="gain">[columns].</param>
    /// <param name="bias">[columns].</param>
    /// <param name="epsilon">Above 0.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
    public Variable LayerNorm(Variable x, Variable gain, Variable bias, float epsilon = 1e-5f) =>
        Add(Multiply(Normalise("LayerNorm", x, gain, centre: true, epsilon), gain), bias);

    /// <summary>x / sqrt(mean x^2 + epsilon) gain along each row.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="gain">[columns].</param>
    /// <param name="epsilon">Above 0.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
    public Variable RmsNorm(Variable x, Variable gain, float epsilon = 1e-5f) =>
        Multiply(Normalise("RmsNorm", x, gain, centre: false, epsilon), gain);

    private Variable Normalise(string operation, Variable x, Variable gain, bool centre, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gain);
        Tensor value = new(x.Shape);
        float[] scales = _math.Normalise(operation, x.Value, gain.Value, value, centre, epsilon);
        return Write(value, Back, x);

        // With y = s (x - mean): dx = s (g - mean g - y mean(g y)), without the middle term where nothing was centred.
        void Back(Variable y)
        {
            int columns = x.Shape.Columns;
            Tensor products = _math.Combine(BinaryOperation.Multiply, y.Gradient, y.Value);
            Tensor along = _math.SumRows(products), sums = _math.SumRows(y.Gradient), share = new(x.Shape);
            for (int row = 0; row < scales.Length; row++)
            {
                Span<float> to = share.Row(row), g = y.Gradient.Row(row), unit = y.Value.Row(row);
                float mean = centre ? sums.Span[row] / columns : 0, projection = along.Span[row] / columns;
                for (int j = 0; j < columns; j++) to[j] = scales[row] * (g[j] - mean - (unit[j] * projection));
            }

            Give(x, share);
        }
    }

    private static Tensor Scalar(float value) => Tensor.Of(new Shape(), [value]);

    private static Tensor Filled(Shape shape, float value)
    {
        Tensor result = new(shape);
        result.Span.Fill(value);
        return result;
    }
}
