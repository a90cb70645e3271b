namespace Unum.Tensors.Quantised;

/// <summary>
/// A matrix in 8-bit whole numbers with one scale a row: x = scale q, q from -127 to 127. A quarter of the memory, and products of whole numbers that
/// are exact whatever the register width.
/// </summary>
/// <remarks>The scale is the row's greatest magnitude over 127; rounding is to the nearest, so that no number moves by more than half a scale.</remarks>
public sealed class Int8Matrix
{
    private readonly sbyte[] _values;
    private readonly float[] _scales;

    private Int8Matrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        _values = new sbyte[(long)rows * columns];
        _scales = new float[rows];
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>[Rows, Columns] whole numbers, row-major.</summary>
    public ReadOnlySpan<sbyte> Values => _values;

    /// <summary>[Rows] what one unit of each row is worth.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    /// <summary>Bytes held: one a number and four a row.</summary>
    public long Bytes => _values.LongLength + (4L * _scales.Length);

    /// <summary>Rounds a matrix to 8 bits.</summary>
    /// <param name="matrix">[rows, columns], all finite.</param>
    /// <exception cref="ArgumentException">Not a matrix, or a number is not finite.</exception>
    public static Int8Matrix From(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Shape.Rank != 2) throw new ArgumentException($"A matrix is needed, not {matrix.Shape}.", nameof(matrix));
        Int8Matrix made = new(matrix.Shape[0], matrix.Shape[1]);
        made.Assign(matrix);
        return made;
    }

    /// <summary>Rounds another matrix of the same shape into this one; allocates nothing.</summary>
    /// <param name="matrix">[Rows, Columns], all finite.</param>
    /// <exception cref="ArgumentException">A number is not finite; this matrix is then partly overwritten.</exception>
    /// <exception cref="ShapeMismatchException">Another shape.</exception>
    public void Assign(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ShapeMismatchException.ThrowIfDifferent("Assign to an Int8Matrix", new Shape(Rows, Columns), matrix.Shape);
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<float> from = matrix.Row(row);
            float most = 0;
            foreach (float x in from) most = MathF.Max(most, MathF.Abs(x));
            if (!float.IsFinite(most)) throw new ArgumentException(FormattableString.Invariant($"Row {row} of {matrix.Shape} holds a number that is not finite."), nameof(matrix));
            float scale = most / 127;
            _scales[row] = scale;
            Span<sbyte> to = _values.AsSpan(row * Columns, Columns);

            // In double precision: 1 / scale of a subnormal row would be infinite.
            double units = most > 0 ? 127 / (double)most : 0;
            for (int j = 0; j < to.Length; j++) to[j] = (sbyte)Math.Round(from[j] * units);
        }
    }

    /// <summary>The numbers as floats again.</summary>
    /// <returns>[Rows, Columns].</returns>
    public Tensor ToTensor()
    {
        Tensor result = new(Rows, Columns);
        for (int i = 0; i < result.Count; i++) result.Span[i] = _values[i] * _scales[i / Columns];
        return result;
    }
}
