using System.Runtime.Intrinsics;
using Unum.Tensors;
using Unum.Tensors.Kernels;
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

    /// <summary>The packing and sums that ARM processors use, with whatever instructions this one has.</summary>
    [Fact]
    public void Groups_of_two_and_of_four_make_the_same_sums()
    {
        Random random = new(4);
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (6, 8, 4), (7, 9, 2), (5, 17, 3), (13, 3, 31), (12, 16, 64), (2, 2, 0), (20, 21, 33) })
        {
            Int8Matrix a = Int8Matrix.From(Tensor.Normal(new Shape(m, k), random)), b = Int8Matrix.From(Tensor.Normal(new Shape(n, k), random));
            Tensor expected = new(m, n);
            new TensorMath(FixedThreadBudget.One, SimdLevel.Scalar).MatMul(a, b, expected);
            Assert.Equal(expected.Span, Forced<Pairs128>(a, b).Span);
            Assert.Equal(expected.Span, Forced<Quads128>(a, b).Span);
        }
    }

    [Fact]
    public void Plain_vectors_do_what_the_instructions_do()
    {
        Random random = new(6);
        for (int round = 0; round < 200; round++)
        {
            Vector128<int> sum = Vector128.Create(random.Next(-1000, 1000)), x = Drawn(random), y = Drawn(random);
            int[] pairs = new int[4], quads = new int[4];
            for (int lane = 0; lane < 4; lane++)
            {
                (pairs[lane], quads[lane]) = (sum[lane], sum[lane]);
                for (int i = 0; i < 2; i++) pairs[lane] += (short)(x[lane] >> (16 * i)) * (short)(y[lane] >> (16 * i));
                for (int i = 0; i < 4; i++) quads[lane] += (sbyte)(x[lane] >> (8 * i)) * (sbyte)(y[lane] >> (8 * i));
            }

            Assert.Equal(Vector128.Create(pairs), Pairs128.Plain(sum, x, y));
            Assert.Equal(Vector128.Create(pairs), Pairs128.Add(sum, x, y));
            Assert.Equal(Vector128.Create(quads), Quads128.Plain(sum, x, y));
            Assert.Equal(Vector128.Create(quads), Quads128.Add(sum, x, y));
        }
    }

    private static Vector128<int> Drawn(Random random) => Vector128.Create(random.Next(), -random.Next(), random.Next(256), -1 - random.Next(256));

    private static unsafe Tensor Forced<L>(Int8Matrix a, Int8Matrix b)
        where L : struct, IGroups<Vector128<int>>
    {
        Tensor c = new(a.Rows, b.Rows);
        fixed (sbyte* pa = a.Values, pb = b.Values)
        fixed (float* sa = a.Scales, sb = b.Scales, pc = c.Span)
            Int8Gemm.Blocked<L, Vector128<int>>(a.Rows, 0, b.Rows, b.Rows, a.Columns, pa, sa, pb, sb, pc);
        return c;
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
