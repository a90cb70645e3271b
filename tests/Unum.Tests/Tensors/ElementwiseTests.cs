using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class ElementwiseTests
{
    private static readonly float[] Odd =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, float.MaxValue, float.MinValue, float.Epsilon, 1e-38f, 1e-40f, 88.7f, 89, -87.4f, -100, -104, 1, -1,
        .625f, .62f, 20, 1e10f, -1e10f, 9.2f, 1.41421356f, .7071068f,
    ];

    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_function_agrees_with_double_precision_on_every_length(SimdLevel level)
    {
        Random random = new(1);
        TensorMath math = new(FixedThreadBudget.One, level);
        foreach (UnaryOperation operation in Enum.GetValues<UnaryOperation>())
        {
            foreach (int length in new[] { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 64, 65, 100 })
            {
                Tensor x = Tensor.Normal(new Shape(length), random, 4);
                for (int i = 0; i < length; i += 1 + random.Next(5)) x.Span[i] = Odd[random.Next(Odd.Length)];
                Tensor y = math.Apply(operation, x, .75f);
                for (int i = 0; i < length; i++) Close(Expected(operation, x.Span[i], .75), y.Span[i], $"{level} {operation}({x.Span[i]:R}), {i} of {length}");
                math.Apply(operation, x, x, .75f);
                Assert.Equal(y.Span.ToArray(), x.Span.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Every_pair_function_agrees_with_double_precision(SimdLevel level)
    {
        Random random = new(2);
        TensorMath math = new(FixedThreadBudget.One, level);
        foreach (BinaryOperation operation in Enum.GetValues<BinaryOperation>())
        {
            foreach (int length in new[] { 0, 1, 3, 5, 15, 16, 17, 33, 70 })
            {
                Tensor x = Tensor.Normal(new Shape(length), random), y = Tensor.Normal(new Shape(length), random);
                for (int i = 0; i < length; i += 1 + random.Next(4)) x.Span[i] = Odd[random.Next(Odd.Length)];
                for (int i = 0; i < length; i += 1 + random.Next(4)) y.Span[i] = Odd[random.Next(Odd.Length)];
                Tensor z = math.Combine(operation, x, y);
                for (int i = 0; i < length; i++) Close((float)Expected(operation, x.Span[i], y.Span[i]), z.Span[i], $"{level} {operation}({x.Span[i]}, {y.Span[i]})");
                math.Combine(operation, x, y, y);
                Assert.Equal(z.Span.ToArray(), y.Span.ToArray());
            }
        }
    }

    [Fact]
    public void One_row_is_repeated_for_each()
    {
        Tensor x = Tensor.Of(new Shape(2, 3), [1, 2, 3, 4, 5, 6]);
        Tensor sum = new TensorMath().Combine(BinaryOperation.Add, x, Tensor.Of(10, 20, 30));
        Assert.Equal([11, 22, 33, 14, 25, 36], sum.Span.ToArray());
        ShapeMismatchException e = Assert.Throws<ShapeMismatchException>(() => new TensorMath().Combine(BinaryOperation.Add, x, Tensor.Of(1, 2)));
        Assert.Contains("Add of [2, 3] and [2]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_threads_give_the_same_numbers()
    {
        Tensor x = Tensor.Normal(new Shape(200_001), new Random(3)), y = Tensor.Normal(x.Shape, new Random(4));
        TensorMath one = new(FixedThreadBudget.One), many = new(new FixedThreadBudget(3));
        Assert.Equal(one.Apply(UnaryOperation.Gelu, x).Span.ToArray(), many.Apply(UnaryOperation.Gelu, x).Span.ToArray());
        Assert.Equal(one.Combine(BinaryOperation.Divide, x, y).Span.ToArray(), many.Combine(BinaryOperation.Divide, x, y).Span.ToArray());
    }

    [Fact]
    public void A_warm_operation_allocates_nothing()
    {
        TensorMath math = new(FixedThreadBudget.One);
        Tensor a = Tensor.Normal(new Shape(40, 40), new Random(5)), b = a.Clone(), c = new(40, 40), g = new(40);
        Work();
        Assert.Equal(0, Allocation.Of(Work));

        void Work()
        {
            math.MatMul(a, b, c);
            math.Combine(BinaryOperation.Add, a, b, c);
            math.Combine(BinaryOperation.Add, a, g, c);
            math.Apply(UnaryOperation.Gelu, a, c);
            math.Softmax(a, c);
        }
    }

    private static double Expected(UnaryOperation operation, double x, double s) => operation switch
    {
        UnaryOperation.Negate => -x,
        UnaryOperation.Abs => Math.Abs(x),
        UnaryOperation.Square => x * x,
        UnaryOperation.Sqrt => Math.Sqrt(x),
        UnaryOperation.Exp => Math.Exp(x),
        UnaryOperation.Log => Math.Log(x),
        UnaryOperation.Tanh => Math.Tanh(x),
        UnaryOperation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        UnaryOperation.Relu => Math.Max(x, 0),
        UnaryOperation.ReluSquared => Math.Pow(Math.Max(x, 0), 2),
        UnaryOperation.LeakyRelu => x > 0 ? x : s * x,
        UnaryOperation.Gelu => double.IsNegativeInfinity(x) ? double.NaN : x * .5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (.044715 * x * x * x)))),
        UnaryOperation.Silu => x / (1 + Math.Exp(-x)),
        UnaryOperation.Scale => x * s,
        UnaryOperation.Shift => x + s,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static double Expected(BinaryOperation operation, float x, float y) => operation switch
    {
        BinaryOperation.Add => x + y,
        BinaryOperation.Subtract => x - y,
        BinaryOperation.Multiply => x * y,
        BinaryOperation.Divide => x / y,
        BinaryOperation.Max => Math.Max(x, y),
        _ => Math.Min(x, y),
    };

    private static void Close(double expected, float actual, string what)
    {
        bool same = double.IsNaN(expected) ? float.IsNaN(actual)
            : (float)expected == actual || Math.Abs(expected - actual) <= (1e-6 * Math.Abs(expected)) + 2e-7 || (Math.Abs(expected) > 3.4e38 && Math.Abs(actual) > 3.4e38);
        Assert.True(same, $"{what} is {actual:R}, not {expected:R}.");
    }
}
