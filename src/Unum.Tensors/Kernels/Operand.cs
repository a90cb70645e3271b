namespace Unum.Tensors.Kernels;

/// <summary>A matrix in memory under any strides: element [i, j] lies at Data + i RowStride + j ColumnStride. A transpose swaps the strides.</summary>
internal readonly unsafe struct Operand(float* data, nint rowStride, nint columnStride)
{
    public float* Data { get; } = data;

    public nint RowStride { get; } = rowStride;

    public nint ColumnStride { get; } = columnStride;

    public Operand Transposed => new(Data, ColumnStride, RowStride);

    /// <summary>Row-major, contiguous.</summary>
    public static Operand Plain(float* data, int columns) => new(data, columns, 1);

    public Operand From(int row, int column) => new(Data + (row * RowStride) + (column * ColumnStride), RowStride, ColumnStride);
}
