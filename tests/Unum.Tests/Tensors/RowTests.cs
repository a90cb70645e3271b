using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class RowTests
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 7, 8, 15, 16, 17, 63, 64, 65, 130];

    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Reductions_agree_with_sums_in_double_precision(SimdLevel level)
    {
        TensorMath math = new(FixedThreadBudget.One, level);
        Random random = new(1);
        foreach (int length in Lengths)
        {
            Tensor x = Tensor.Normal(new Shape(3, length), random), y = Tensor.Normal(new Shape(3, length), random);
            float[] a = x.Span.ToArray(), b = y.Span.ToArray();
            Assert.Equal(a.Sum(v => (double)v), math.Sum(x), 1e-4);
            Assert.Equal(a.Average(v => (double)v), math.Mean(x), 1e-5);
            Assert.Equal(a.Max(), math.Max(x));
            Assert.Equal(a.Zip(b, (v, w) => (double)v * w).Sum(), math.Dot(x, y), 1e-4);
            Tensor rows = math.SumRows(x), columns = math.SumColumns(x);
            for (int row = 0; row < 3; row++) Assert.Equal(x.Row(row).ToArray().Sum(v => (double)v), rows.Span[row], 1e-4);
            for (int j = 0; j < length; j++) Assert.Equal(x[0, j] + x[1, j] + x[2, j], columns.Span[j], 1e-5);
            x[1, length - 1] = float.NaN;
            Assert.True(float.IsNaN(math.Max(x)) && float.IsNaN(math.Sum(x)));
        }

        Assert.Equal(0, math.Sum(new Tensor(0)));
        Assert.Equal(float.NegativeInfinity, math.Max(new Tensor(0, 5)));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Softmax_and_norms_follow_their_formulas(SimdLevel level)
    {
        TensorMath math = new(FixedThreadBudget.One, level);
        Random random = new(2);
        foreach (int length in Lengths)
        {
            Tensor x = Tensor.Normal(new Shape(2, 3, length), random, 3), gain = Tensor.Normal(new Shape(length), random), bias = Tensor.Normal(new Shape(length), random);
            Tensor soft = new(x.Shape), logs = new(x.Shape), layer = new(x.Shape), rms = new(x.Shape);
            math.Softmax(x, soft);
            math.LogSoftmax(x, logs);
            math.LayerNorm(x, gain, bias, layer);
            math.RmsNorm(x, gain, rms);
            for (int row = 0; row < 6; row++)
            {
                double[] v = [.. x.Row(row).ToArray().Select(e => (double)e)];
                double total = v.Sum(Math.Exp), mean = v.Average(), variance = v.Average(e => (e - mean) * (e - mean)), power = v.Average(e => e * e);
                for (int j = 0; j < length; j++)
                {
                    Assert.Equal(Math.Exp(v[j]) / total, soft.Row(row)[j], 1e-6);
                    Assert.Equal(v[j] - Math.Log(total), logs.Row(row)[j], 2e-5);
                    Assert.Equal(((v[j] - mean) / Math.Sqrt(variance + 1e-5) * gain.Span[j]) + bias.Span[j], layer.Row(row)[j], 1e-4);
                    Assert.Equal(v[j] / Math.Sqrt(power + 1e-5) * gain.Span[j], rms.Row(row)[j], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Softmax_neither_overflows_nor_hides_what_is_not_a_number()
    {
        TensorMath math = new();
        Tensor x = Tensor.Of(new Shape(3, 2), [3e38f, 3e38f, float.NegativeInfinity, 5, float.NaN, 0]);
        math.Softmax(x, x);
        Assert.Equal([.5f, .5f, 0, 1, float.NaN, float.NaN], x.Span.ToArray());
    }

    [Fact]
    public void A_mismatch_names_both_shapes()
    {
        TensorMath math = new();
        string layer = Assert.Throws<ShapeMismatchException>(() => math.LayerNorm(new Tensor(2, 3), new Tensor(4), new Tensor(3), new Tensor(2, 3))).Message;
        Assert.Equal("LayerNorm of [2, 3] and [4]: the gain must be one row of the first.", layer);
        Assert.Contains("[2] and [3]", Assert.Throws<ShapeMismatchException>(() => math.Dot(new Tensor(2), new Tensor(3))).Message, StringComparison.Ordinal);
        Assert.Contains("[2] and [3]", Assert.Throws<ShapeMismatchException>(() => math.Softmax(new Tensor(2), new Tensor(3))).Message, StringComparison.Ordinal);
    }
}
