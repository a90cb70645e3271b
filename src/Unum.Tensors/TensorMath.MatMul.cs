using Unum.Tensors.Kernels;

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
