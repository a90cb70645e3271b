using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class BatchedMatMulTests
{
    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Each_product_is_the_product_of_its_own(SimdLevel level)
    {
        Random random = new(1);
        TensorMath math = new(FixedThreadBudget.One, level);
        foreach ((int batch, int m, int n, int k) in new[] { (0, 16, 16, 16), (1, 16, 16, 16), (5, 16, 16, 16), (3, 4, 5, 6), (2, 0, 3, 4), (2, 3, 3, 0), (2, 17, 16, 16) })
        {
            Tensor a = Tensor.Normal(new Shape(batch, m, k), random), b = Tensor.Normal(new Shape(batch, k, n), random), c = math.BatchedMatMul(a, b);
            Assert.Equal(new Shape(batch, m, n), c.Shape);
            for (int i = 0; i < batch; i++)
            {
                for (int at = 0; at < m * n; at++)
                {
                    double sum = 0;
                    for (int p = 0; p < k; p++) sum += (double)a.Span[(((i * m) + (at / n)) * k) + p] * b.Span[(((i * k) + p) * n) + (at % n)];
                    Assert.Equal(sum, c.Span[(i * m * n) + at], 1e-4);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_batch_larger_than_the_caches_is_right_to_its_last_number(SimdLevel level)
    {
        int batch = level == SimdLevel.Scalar ? 50 : 17_000;
        Tensor a = new(batch, 16, 16), b = new(batch, 16, 16);
        for (int i = 0; i < a.Count; i++) (a.Span[i], b.Span[i]) = ((i % 7) - 3, (i % 5) - 2);
        Tensor one = new TensorMath(FixedThreadBudget.One, level).BatchedMatMul(a, b), two = new TensorMath(new FixedThreadBudget(2), level).BatchedMatMul(a, b);
        Assert.True(one.Span.SequenceEqual(two.Span));
        for (int i = 0; i < batch; i += 97)
        {
            float sum = 0;
            for (int p = 0; p < 16; p++) sum += a.Span[(i * 256) + (3 * 16) + p] * b.Span[(i * 256) + (p * 16) + 9];
            Assert.Equal(sum, one.Span[(i * 256) + (3 * 16) + 9]);
        }
    }

    [Fact]
    public void A_mismatch_names_both_shapes()
    {
        string message = Assert.Throws<ShapeMismatchException>(() => new TensorMath().BatchedMatMul(new Tensor(2, 3, 4), new Tensor(3, 4, 5))).Message;
        Assert.Equal("BatchedMatMul of [2, 3, 4] and [3, 4, 5]: they must be [batch, m, k] and [batch, k, n].", message);
    }
}
