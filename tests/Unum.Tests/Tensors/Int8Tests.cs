using Unum.Tensors;
using Unum.Tensors.Quantised;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class Int8Tests
{
    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Products_are_exact_at_every_register_width(SimdLevel level)
    {
        int[] sizes = [0, 1, 2, 3, 5, 6, 7, 15, 16, 17, 31, 32, 33, 64, 90];
        Random random = new(1);
        for (int round = 0; round < 80; round++)
        {
            int m = sizes[random.Next(sizes.Length)], n = sizes[random.Next(sizes.Length)], k = sizes[random.Next(sizes.Length)];
            Int8Matrix a = Int8Matrix.From(Tensor.Normal(new Shape(m, k), random)), b = Int8Matrix.From(Tensor.Normal(new Shape(n, k), random));
            Tensor c = new(m, n);
            new TensorMath(new FixedThreadBudget(1 + random.Next(2)), level).MatMul(a, b, c);
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    long sum = 0;
                    for (int p = 0; p < k; p++) sum += a.Values[(i * k) + p] * b.Values[(j * k) + p];
                    Assert.Equal(sum * (a.Scales[i] * b.Scales[j]), c[i, j]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void The_greatest_numbers_do_not_saturate(SimdLevel level)
    {
        Tensor full = new(2, 3001);
        full.Row(0).Fill(127);
        full.Row(1).Fill(-127);
        Int8Matrix a = Int8Matrix.From(full);
        Tensor c = new(2, 2);
        new TensorMath(FixedThreadBudget.One, level).MatMul(a, a, c);
        float square = 127f * 127 * 3001;
        Assert.Equal([square, -square, -square, square], c.Span.ToArray());
    }

    [Fact]
    public void No_number_moves_by_more_than_half_a_scale()
    {
        Tensor x = Tensor.Normal(new Shape(9, 33), new Random(2));
        x.Row(3).Clear();
        x.Row(4)[5] = 1e30f;
        foreach (ref float tiny in x.Row(5)) tiny *= 1e-41f;
        Int8Matrix q = Int8Matrix.From(x);
        Tensor back = q.ToTensor();
        for (int i = 0; i < x.Count; i++) Assert.True(Math.Abs(x.Span[i] - back.Span[i]) <= (.5001 * q.Scales[i / 33]) + 1e-42, $"[{i}] {x.Span[i]} became {back.Span[i]}.");
        Assert.Equal((9 * 33) + (9 * 4), q.Bytes);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_its_shapes()
    {
        Int8Matrix a = Int8Matrix.From(new Tensor(2, 3)), b = Int8Matrix.From(new Tensor(2, 4));
        string message = Assert.Throws<ShapeMismatchException>(() => new TensorMath().MatMul(a, b, new Tensor(2, 2))).Message;
        Assert.Contains("[2, 3] and [2, 4]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Int8Matrix.From(Tensor.Of(new Shape(1, 2), [1, float.NaN])));
        Assert.Throws<ArgumentException>(() => Int8Matrix.From(Tensor.Of(new Shape(1, 2), [1, float.PositiveInfinity])));
    }
}
