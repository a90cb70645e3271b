namespace Unum.Tensors.Kernels;

/// <summary>The plain form of every kernel: what <see cref="SimdLevel.Scalar"/> runs and what the fast ones are tested against.</summary>
internal static unsafe partial class Reference
{
    /// <summary>C[m, n] = A[m, k] B[k, n], or C += A B; sums in double precision.</summary>
    public static void MatMul(int m, int n, int k, Operand a, Operand b, float* c, nint stride, bool accumulate)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = accumulate ? c[(i * stride) + j] : 0;
                for (int p = 0; p < k; p++)
                    sum += (double)a.Data[(i * a.RowStride) + (p * a.ColumnStride)] * b.Data[(p * b.RowStride) + (j * b.ColumnStride)];
                c[(i * stride) + j] = (float)sum;
            }
        }
    }
}
