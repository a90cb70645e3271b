using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class MatMulTests
{
    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_register_width_agrees_with_sums_in_double_precision(SimdLevel level)
    {
        Random random = new(1);
        int[] sizes = [0, 1, 2, 3, 5, 7, 13, 14, 15, 16, 17, 29, 31, 32, 33, 48, 63, 100];
        TensorMath math = new(FixedThreadBudget.One, level);
        for (int round = 0; round < 150; round++)
        {
            int m = sizes[random.Next(sizes.Length)], n = sizes[random.Next(sizes.Length)], k = sizes[random.Next(sizes.Length)];
            bool ta = random.Next(2) == 1, tb = random.Next(2) == 1, accumulate = random.Next(2) == 1;
            Tensor a = Tensor.Normal(ta ? new Shape(k, m) : new Shape(m, k), random), b = Tensor.Normal(tb ? new Shape(n, k) : new Shape(k, n), random);
            Tensor c = Tensor.Normal(new Shape(m, n), random);
            double[] expected = Product(a, ta, b, tb, accumulate ? c : null, m, n, k);
            math.MatMul(a, b, c, ta, tb, accumulate);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(c.Span[i] - expected[i]) <= 1e-5 * (k + 1), $"{level} {m}x{n}x{k} {ta} {tb} {accumulate}: [{i}] is {c.Span[i]}, not {expected[i]}.");
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Blocks_deeper_and_wider_than_the_caches_join_without_a_seam(SimdLevel level)
    {
        // Small whole numbers: every sum is exact, so equality is too.
        (int m, int n, int k) = level == SimdLevel.Scalar ? (20, 30, 900) : (181, 2085, 901);
        Random random = new(2);
        Tensor a = Whole(m, k, random), b = Whole(k, n, random);
        Tensor c = new TensorMath(FixedThreadBudget.One, level).MatMul(a, b);
        for (int probe = 0; probe < 2000; probe++)
        {
            int i = random.Next(m), j = probe < 500 ? n - 1 - random.Next(Math.Min(40, n)) : random.Next(n);
            float sum = 0;
            for (int p = 0; p < k; p++) sum += a[i, p] * b[p, j];
            Assert.Equal(sum, c[i, j]);
        }
    }

    [Fact]
    public void More_threads_give_the_same_numbers()
    {
        Random random = new(3);
        foreach ((int m, int n) in new[] { (300, 70), (70, 300), (1, 4000) })
        {
            Tensor a = Tensor.Normal(new Shape(m, 200), random), b = Tensor.Normal(new Shape(200, n), random);
            Tensor one = new TensorMath(FixedThreadBudget.One).MatMul(a, b), three = new TensorMath(new FixedThreadBudget(3)).MatMul(a, b);
            Assert.Equal(one.Span.ToArray(), three.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void What_is_not_finite_spreads_to_its_row_and_column_only(SimdLevel level)
    {
        Random random = new(4);
        Tensor a = Tensor.Normal(new Shape(17, 19), random), b = Tensor.Normal(new Shape(19, 35), random);
        a[3, 4] = float.NaN;
        b[5, 33] = float.PositiveInfinity;
        Tensor c = new TensorMath(FixedThreadBudget.One, level).MatMul(a, b);
        for (int i = 0; i < 17; i++)
        {
            for (int j = 0; j < 35; j++)
            {
                bool finite = i != 3 && j != 33;
                Assert.True(float.IsFinite(c[i, j]) == finite, $"[{i}, {j}] is {c[i, j]}.");
                if (i == 3) Assert.True(float.IsNaN(c[i, j]));
                else if (j == 33) Assert.Equal(a[i, 5] > 0 ? float.PositiveInfinity : float.NegativeInfinity, c[i, j]);
            }
        }
    }

    [Fact]
    public void A_mismatch_names_both_shapes()
    {
        ShapeMismatchException e = Assert.Throws<ShapeMismatchException>(() => new TensorMath().MatMul(new Tensor(2, 3), new Tensor(4, 5)));
        Assert.Equal("MatMul of [2, 3] and [4, 5]: the inner extents 3 and 4 must be equal.", e.Message);
        e = Assert.Throws<ShapeMismatchException>(() => new TensorMath().MatMul(new Tensor(2, 3), new Tensor(3, 5), new Tensor(2, 6)));
        Assert.Contains("[2, 6] and [2, 5]", e.Message, StringComparison.Ordinal);
    }

    private static Tensor Whole(int rows, int columns, Random random)
    {
        Tensor t = new(rows, columns);
        foreach (ref float x in t.Span) x = random.Next(-4, 5);
        return t;
    }

    private static double[] Product(Tensor a, bool ta, Tensor b, bool tb, Tensor? start, int m, int n, int k)
    {
        double[] result = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = start?[i, j] ?? 0;
                for (int p = 0; p < k; p++) sum += (double)(ta ? a[p, i] : a[i, p]) * (tb ? b[j, p] : b[p, j]);
                result[(i * n) + j] = sum;
            }
        }

        return result;
    }
}
