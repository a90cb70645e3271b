namespace Unum.Tensors.Gradients;

/// <content>Products and shapes.</content>
public sealed partial class Tape
{
    /// <summary>A B.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <returns>[m, n].</returns>
    /// <exception cref="ShapeMismatchException">The extents do not fit.</exception>
    public Variable MatMul(Variable a, Variable b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Write(_math.MatMul(a.Value, b.Value), Back, a, b);

        void Back(Variable y)
        {
            if (a.NeedsGradient) _math.MatMul(y.Gradient, b.Value, a.Gradient, transposeB: true, accumulate: true);
            if (b.NeedsGradient) _math.MatMul(a.Value, y.Gradient, b.Gradient, transposeA: true, accumulate: true);
        }
    }

    /// <summary>A[i] B[i] for each i.</summary>
    /// <param name="a">[batch, m, k].</param>
    /// <param name="b">[batch, k, n].</param>
    /// <returns>[batch, m, n].</returns>
    /// <exception cref="ShapeMismatchException">The extents do not fit.</exception>
    public Variable BatchedMatMul(Variable a, Variable b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Write(_math.BatchedMatMul(a.Value, b.Value), Back, a, b);

        void Back(Variable y)
        {
            for (int i = 0; i < a.Shape[0]; i++)
            {
                Tensor g = Matrix(y.Gradient, i);
                if (a.NeedsGradient) _math.MatMul(g, Matrix(b.Value, i), Matrix(a.Gradient, i), transposeB: true, accumulate: true);
                if (b.NeedsGradient) _math.MatMul(Matrix(a.Value, i), g, Matrix(b.Gradient, i), transposeA: true, accumulate: true);
            }
        }
    }

    /// <summary>The same numbers under another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">With the same product.</param>
    public Variable Reshape(Variable x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(x.Value.Reshape(shape), y => Give(x, y.Gradient), x);
    }

    /// <summary>Rows as columns.</summary>
    /// <param name="x">[m, n].</param>
    /// <returns>[n, m].</returns>
    /// <exception cref="ArgumentException">Not a matrix.</exception>
    public Variable Transpose(Variable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(Transposed(x.Value), y => Give(x, Transposed(y.Gradient)), x);
    }

    /// <summary>Rows of a table, in the order of their numbers: an embedding.</summary>
    /// <param name="table">[rows, columns].</param>
    /// <param name="rows">Which, each 0 to rows - 1; any may come twice.</param>
    /// <returns>[rows.Length, columns].</returns>
    public Variable Pick(Variable table, ReadOnlyMemory<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        Tensor value = new(rows.Length, table.Shape.Columns);
        for (int i = 0; i < rows.Length; i++) table.Value.Row(rows.Span[i]).CopyTo(value.Row(i));
        return Write(value, Back, table);

        void Back(Variable y)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> to = table.Gradient.Row(rows.Span[i]), from = y.Gradient.Row(i);
                for (int j = 0; j < to.Length; j++) to[j] += from[j];
            }
        }
    }

    private static Tensor Matrix(Tensor batch, int i) => batch.Slice(i, 1).Reshape(batch.Shape[1], batch.Shape[2]);

    private static Tensor Transposed(Tensor x)
    {
        if (x.Shape.Rank != 2) throw new ArgumentException($"Transpose needs a matrix, not {x.Shape}.", nameof(x));
        (int rows, int columns) = (x.Shape[0], x.Shape[1]);
        Tensor result = new(columns, rows);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = x.Row(i);
            for (int j = 0; j < columns; j++) result.Span[(j * rows) + i] = row[j];
        }

        return result;
    }
}
