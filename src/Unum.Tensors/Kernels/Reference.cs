namespace Unum.Tensors.Kernels;

/// <summary>The plain form of every kernel: what <see cref="SimdLevel.Scalar"/> runs and what the fast ones are tested against.</summary>
internal static unsafe class Reference
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

    /// <summary>Columns from..to of C[i, j] = sa[i] sb[j] sum_k A[i, k] B[j, k], sums in whole numbers.</summary>
    public static void Int8(int m, int from, int to, int n, int k, sbyte* a, float* scaleA, sbyte* b, float* scaleB, float* c)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = from; j < to; j++)
            {
                int sum = 0;
                for (int p = 0; p < k; p++) sum += a[((nint)i * k) + p] * b[((nint)j * k) + p];
                c[((nint)i * n) + j] = sum * (scaleA[i] * scaleB[j]);
            }
        }
    }
}
