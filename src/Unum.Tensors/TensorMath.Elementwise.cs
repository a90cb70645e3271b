using Unum.Tensors.Kernels;

namespace Unum.Tensors;

/// <content>Elementwise functions.</content>
public sealed partial class TensorMath
{
    /// <summary>A function of each number, as a new tensor.</summary>
    /// <param name="operation">The function.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="s">The function's parameter, where it has one.</param>
    public Tensor Apply(UnaryOperation operation, Tensor x, float s = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor result = new(x.Shape);
        Apply(operation, x, result, s);
        return result;
    }

    /// <summary>A function of each number.</summary>
    /// <param name="operation">The function.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="result">The same shape; may be x itself.</param>
    /// <param name="s">The function's parameter, where it has one.</param>
    /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
    public unsafe void Apply(UnaryOperation operation, Tensor x, Tensor result, float s = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(result);
        if (x.Shape != result.Shape) ShapeMismatchException.ThrowIfDifferent(operation.ToString(), x.Shape, result.Shape);
        fixed (float* px = x.Span, py = result.Span)
        {
            switch (operation)
            {
                case UnaryOperation.Negate: Elementwise.Unary<UnaryOperations.Negate>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Abs: Elementwise.Unary<UnaryOperations.Abs>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Square: Elementwise.Unary<UnaryOperations.Square>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Sqrt: Elementwise.Unary<UnaryOperations.Sqrt>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Exp: Elementwise.Unary<UnaryOperations.Exp>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Log: Elementwise.Unary<UnaryOperations.Log>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Tanh: Elementwise.Unary<UnaryOperations.Tanh>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Sigmoid: Elementwise.Unary<UnaryOperations.Sigmoid>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Relu: Elementwise.Unary<UnaryOperations.Relu>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.ReluSquared: Elementwise.Unary<UnaryOperations.ReluSquared>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.LeakyRelu: Elementwise.Unary<UnaryOperations.LeakyRelu>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Gelu: Elementwise.Unary<UnaryOperations.Gelu>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Silu: Elementwise.Unary<UnaryOperations.Silu>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Scale: Elementwise.Unary<UnaryOperations.Scale>(Level, Budget, x.Count, px, s, py); break;
                case UnaryOperation.Shift: Elementwise.Unary<UnaryOperations.Shift>(Level, Budget, x.Count, px, s, py); break;
                default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "No such function.");
            }
        }
    }

    /// <summary>A function of each pair of numbers, as a new tensor.</summary>
    /// <param name="operation">The function.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="y">The same shape, or one row of x, repeated for each.</param>
    /// <exception cref="ShapeMismatchException">y is neither.</exception>
    public Tensor Combine(BinaryOperation operation, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor result = new(x.Shape);
        Combine(operation, x, y, result);
        return result;
    }

    /// <summary>A function of each pair of numbers.</summary>
    /// <param name="operation">The function.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="y">The same shape, or one row of x, repeated for each.</param>
    /// <param name="result">The shape of x; may be x, or y of the same shape.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not fit.</exception>
    public unsafe void Combine(BinaryOperation operation, Tensor x, Tensor y, Tensor result)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(result);
        if (x.Shape != result.Shape) ShapeMismatchException.ThrowIfDifferent(operation.ToString(), x.Shape, result.Shape);
        bool repeat = x.Shape != y.Shape;
        if (repeat && (y.Shape.Rank != 1 || y.Count != x.Shape.Columns))
            throw new ShapeMismatchException(operation.ToString(), x.Shape, y.Shape, "the second must have the first's shape or be one row of it");
        if (x.Count == 0) return;
        int rows = repeat ? x.Shape.Rows : 1, columns = x.Count / rows;
        fixed (float* px = x.Span, py = y.Span, pz = result.Span)
        {
            for (int row = 0; row < rows; row++) Combine(operation, columns, px + (row * columns), py, pz + (row * columns));
        }
    }

    private unsafe void Combine(BinaryOperation operation, int n, float* x, float* y, float* z)
    {
        switch (operation)
        {
            case BinaryOperation.Add: Elementwise.Binary<BinaryOperations.Add>(Level, Budget, n, x, y, z, false); break;
            case BinaryOperation.Subtract: Elementwise.Binary<BinaryOperations.Subtract>(Level, Budget, n, x, y, z, false); break;
            case BinaryOperation.Multiply: Elementwise.Binary<BinaryOperations.Multiply>(Level, Budget, n, x, y, z, false); break;
            case BinaryOperation.Divide: Elementwise.Binary<BinaryOperations.Divide>(Level, Budget, n, x, y, z, false); break;
            case BinaryOperation.Max: Elementwise.Binary<BinaryOperations.Max>(Level, Budget, n, x, y, z, false); break;
            case BinaryOperation.Min: Elementwise.Binary<BinaryOperations.Min>(Level, Budget, n, x, y, z, false); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "No such function.");
        }
    }
}
