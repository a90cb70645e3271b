using Unum.Tensors.Kernels;

namespace Unum.Tensors;

/// <content>Reductions, softmax and norms: what works along rows, the last dimension.</content>
public sealed partial class TensorMath
{
    /// <summary>Sum of all numbers; 0 of none.</summary>
    /// <param name="x">Any shape.</param>
    public unsafe float Sum(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        fixed (float* p = x.Span) return RowKernels.Fold<RowKernels.Total>(Level, x.Count, p, p);
    }

    /// <summary>Mean of all numbers; not a number of none.</summary>
    /// <param name="x">Any shape.</param>
    public float Mean(Tensor x) => Sum(x) / x.Count;

    /// <summary>The greatest number, not a number if one is; minus infinity of none.</summary>
    /// <param name="x">Any shape.</param>
    public unsafe float Max(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        fixed (float* p = x.Span) return RowKernels.Fold<RowKernels.Largest>(Level, x.Count, p, p);
    }

    /// <summary>Sum of x y over all pairs.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="y">The same shape.</param>
    /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
    public unsafe float Dot(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ShapeMismatchException.ThrowIfDifferent("Dot", x.Shape, y.Shape);
        fixed (float* px = x.Span, py = y.Span) return RowKernels.Fold<RowKernels.Dot>(Level, x.Count, px, py);
    }

    /// <summary>Sum of each row.</summary>
    /// <param name="x">[..., columns].</param>
    /// <returns>[rows].</returns>
    public unsafe Tensor SumRows(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape.Rows, columns = x.Shape.Columns;
        Tensor result = new(rows);
        fixed (float* p = x.Span)
        {
            for (int row = 0; row < rows; row++) result.Span[row] = RowKernels.Fold<RowKernels.Total>(Level, columns, p + (row * columns), p + (row * columns));
        }

        return result;
    }

    /// <summary>Sum over all rows: what a bias that was added to each gets back.</summary>
    /// <param name="x">[..., columns].</param>
    /// <returns>[columns].</returns>
    public unsafe Tensor SumColumns(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape.Rows, columns = x.Shape.Columns;
        Tensor result = new(columns);
        fixed (float* p = x.Span, sum = result.Span)
        {
            for (int row = 0; row < rows; row++)
                Elementwise.Binary<BinaryOperations.Add>(Level, Threads.FixedThreadBudget.One, columns, sum, p + (row * columns), sum, false);
        }

        return result;
    }

    /// <summary>e^x / sum e^x along each row, shifted by its greatest so that nothing overflows.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="result">The same shape; may be x.</param>
    /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
    public unsafe void Softmax(Tensor x, Tensor result)
    {
        (int rows, int columns) = SameRows("Softmax", x, result);
        fixed (float* px = x.Span, py = result.Span)
        {
            for (int row = 0; row < rows; row++)
            {
                float* y = py + (row * columns);
                float most = RowKernels.Fold<RowKernels.Largest>(Level, columns, px + (row * columns), px + (row * columns));
                Unary<UnaryOperations.Shift>(columns, px + (row * columns), -most, y);
                Unary<UnaryOperations.Exp>(columns, y, 0, y);
                Unary<UnaryOperations.Scale>(columns, y, 1 / RowKernels.Fold<RowKernels.Total>(Level, columns, y, y), y);
            }
        }
    }

    /// <summary>x - log sum e^x along each row.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="result">The same shape, another tensor.</param>
    /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
    public unsafe void LogSoftmax(Tensor x, Tensor result)
    {
        (int rows, int columns) = SameRows("LogSoftmax", x, result);
        fixed (float* px = x.Span, py = result.Span)
        {
            for (int row = 0; row < rows; row++)
            {
                float* from = px + (row * columns), y = py + (row * columns);
                float most = RowKernels.Fold<RowKernels.Largest>(Level, columns, from, from);
                Unary<UnaryOperations.Shift>(columns, from, -most, y);
                Unary<UnaryOperations.Exp>(columns, y, 0, y);
                float log = MathF.Log(RowKernels.Fold<RowKernels.Total>(Level, columns, y, y));
                Unary<UnaryOperations.Shift>(columns, from, -most, y);
                Unary<UnaryOperations.Shift>(columns, y, -log, y);
            }
        }
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) gain + bias along each row: Ba, Kiros, Hinton (2016).</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="gain">[columns].</param>
    /// <param name="bias">[columns].</param>
    /// <param name="result">The shape of x; may be x.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
    public void LayerNorm(Tensor x, Tensor gain, Tensor bias, Tensor result, float epsilon = 1e-5f)
    {
        Normalise("LayerNorm", x, gain, result, centre: true, epsilon);
        Combine(BinaryOperation.Multiply, result, gain, result);
        Combine(BinaryOperation.Add, result, bias, result);
    }

    /// <summary>x / sqrt(mean x^2 + epsilon) gain along each row: Zhang and Sennrich (2019).</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="gain">[columns].</param>
    /// <param name="result">The shape of x; may be x.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
    public void RmsNorm(Tensor x, Tensor gain, Tensor result, float epsilon = 1e-5f)
    {
        Normalise("RmsNorm", x, gain, result, centre: false, epsilon);
        Combine(BinaryOperation.Multiply, result, gain, result);
    }

    /// <summary>Rows of unit power, about their mean or about zero; returns each row's 1 / deviation.</summary>
    internal unsafe float[] Normalise(string operation, Tensor x, Tensor gain, Tensor result, bool centre, float epsilon)
    {
        (int rows, int columns) = SameRows(operation, x, result);
        ArgumentNullException.ThrowIfNull(gain);
        if (gain.Shape != new Shape(columns)) throw new ShapeMismatchException(operation, x.Shape, gain.Shape, "the gain must be one row of the first");
        float[] scales = new float[rows];
        fixed (float* px = x.Span, py = result.Span)
        {
            for (int row = 0; row < rows; row++)
            {
                float* from = px + (row * columns), y = py + (row * columns);
                float mean = centre ? RowKernels.Fold<RowKernels.Total>(Level, columns, from, from) / columns : 0;
                Unary<UnaryOperations.Shift>(columns, from, -mean, y);
                scales[row] = 1 / MathF.Sqrt((RowKernels.Fold<RowKernels.Dot>(Level, columns, y, y) / columns) + epsilon);
                Unary<UnaryOperations.Scale>(columns, y, scales[row], y);
            }
        }

        return scales;
    }

    private static (int Rows, int Columns) SameRows(string operation, Tensor x, Tensor result)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(result);
        ShapeMismatchException.ThrowIfDifferent(operation, x.Shape, result.Shape);
        return (x.Count == 0 ? 0 : x.Shape.Rows, x.Shape.Columns);
    }

    private unsafe void Unary<O>(int n, float* x, float s, float* y)
        where O : struct, IUnary => Elementwise.Unary<O>(Level, Threads.FixedThreadBudget.One, n, x, s, y);
}
