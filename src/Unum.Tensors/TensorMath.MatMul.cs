using Unum.Tensors.Kernels;
using Unum.Tensors.Quantised;

namespace Unum.Tensors;

/// <content>Matrix products.</content>
public sealed partial class TensorMath
{
    /// <summary>A B as a new tensor.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <returns>[m, n].</returns>
    /// <exception cref="ShapeMismatchException">The inner extents differ, or one is not a matrix.</exception>
    public Tensor MatMul(Tensor a, Tensor b)
    {
        (int m, int n, _) = Product("MatMul", a, false, b, false);
        Tensor result = new(m, n);
        MatMul(a, b, result);
        return result;
    }

    /// <summary>op(A) op(B) into a tensor of the caller's, op being a transpose or nothing.</summary>
    /// <param name="a">[m, k], or [k, m] when transposed.</param>
    /// <param name="b">[k, n], or [n, k] when transposed.</param>
    /// <param name="result">[m, n], apart from a and b.</param>
    /// <param name="transposeA">Read a as its transpose.</param>
    /// <param name="transposeB">Read b as its transpose.</param>
    /// <param name="accumulate">Add to what result holds.</param>
    /// <exception cref="ShapeMismatchException">The extents do not fit.</exception>
    public unsafe void MatMul(Tensor a, Tensor b, Tensor result, bool transposeA = false, bool transposeB = false, bool accumulate = false)
    {
        (int m, int n, int k) = Product("MatMul", a, transposeA, b, transposeB);
        ArgumentNullException.ThrowIfNull(result);
        ShapeMismatchException.ThrowIfDifferent("MatMul into a result", result.Shape, new Shape(m, n));
        fixed (float* pa = a.Span, pb = b.Span, pc = result.Span)
        {
            Operand left = Operand.Plain(pa, a.Shape[1]), right = Operand.Plain(pb, b.Shape[1]);
            Gemm.Run(Level, Budget, m, n, k, transposeA ? left.Transposed : left, transposeB ? right.Transposed : right, pc, n, accumulate);
        }
    }

    /// <summary>A[i] B[i] for each i, as a new tensor.</summary>
    /// <param name="a">[batch, m, k].</param>
    /// <param name="b">[batch, k, n].</param>
    /// <returns>[batch, m, n].</returns>
    /// <exception cref="ShapeMismatchException">The extents do not fit.</exception>
    public Tensor BatchedMatMul(Tensor a, Tensor b)
    {
        Shape shape = Batched(a, b);
        Tensor result = new(shape);
        BatchedMatMul(a, b, result);
        return result;
    }

    /// <summary>A[i] B[i] for each i; quickest where all matrices are 16 by 16.</summary>
    /// <param name="a">[batch, m, k].</param>
    /// <param name="b">[batch, k, n].</param>
    /// <param name="result">[batch, m, n], apart from a and b.</param>
    /// <exception cref="ShapeMismatchException">The extents do not fit.</exception>
    public unsafe void BatchedMatMul(Tensor a, Tensor b, Tensor result)
    {
        Shape shape = Batched(a, b);
        ArgumentNullException.ThrowIfNull(result);
        ShapeMismatchException.ThrowIfDifferent("BatchedMatMul into a result", result.Shape, shape);
        int batch = shape[0], m = shape[1], n = shape[2], k = a.Shape[2];
        fixed (float* pa = a.Span, pb = b.Span, pc = result.Span)
        {
            if (m == TinyGemm.Size && n == TinyGemm.Size && k == TinyGemm.Size)
            {
                TinyGemm.Run(Level, Budget, batch, pa, pb, pc);
                return;
            }

            for (int i = 0; i < batch; i++)
            {
                Operand left = Operand.Plain(pa + ((nint)i * m * k), k), right = Operand.Plain(pb + ((nint)i * k * n), n);
                Gemm.Run(Level, Budget, m, n, k, left, right, pc + ((nint)i * m * n), n, false);
            }
        }
    }

    /// <summary>A times the transpose of B, both in 8 bits with a scale a row; the sums of whole numbers are exact.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[n, k]: the rows are what a layer's outputs weigh their inputs with.</param>
    /// <param name="result">[m, n].</param>
    /// <exception cref="ShapeMismatchException">The extents do not fit.</exception>
    public unsafe void MatMul(Int8Matrix a, Int8Matrix b, Tensor result)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(result);
        Shape left = new(a.Rows, a.Columns), right = new(b.Rows, b.Columns);
        if (a.Columns != b.Columns) throw new ShapeMismatchException("MatMul in 8 bits", left, right, "the rows of both must be equally long");
        ShapeMismatchException.ThrowIfDifferent("MatMul in 8 bits into a result", result.Shape, new Shape(a.Rows, b.Rows));
        fixed (sbyte* pa = a.Values, pb = b.Values)
        fixed (float* sa = a.Scales, sb = b.Scales, pc = result.Span)
            Int8Gemm.Run(Level, Budget, a.Rows, b.Rows, a.Columns, pa, sa, pb, sb, pc);
    }

    private static Shape Batched(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank != 3 || b.Shape.Rank != 3 || a.Shape[0] != b.Shape[0] || a.Shape[2] != b.Shape[1])
            throw new ShapeMismatchException("BatchedMatMul", a.Shape, b.Shape, "they must be [batch, m, k] and [batch, k, n]");
        return new Shape(a.Shape[0], a.Shape[1], b.Shape[2]);
    }

    private static (int M, int N, int K) Product(string operation, Tensor a, bool transposeA, Tensor b, bool transposeB)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2) throw new ShapeMismatchException(operation, a.Shape, b.Shape, "both must be matrices");
        (int m, int k) = transposeA ? (a.Shape[1], a.Shape[0]) : (a.Shape[0], a.Shape[1]);
        (int inner, int n) = transposeB ? (b.Shape[1], b.Shape[0]) : (b.Shape[0], b.Shape[1]);
        if (k != inner)
            throw new ShapeMismatchException(operation, a.Shape, b.Shape, FormattableString.Invariant($"the inner extents {k} and {inner} must be equal"));
        return (m, n, k);
    }
}
