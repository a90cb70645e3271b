using Unum.Tensors;
using Unum.Tensors.Gradients;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

/// <summary>Every gradient beside the slope that two nearby values of the loss show.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-2;

    public static TheoryData<UnaryOperation> Functions => [.. Enum.GetValues<UnaryOperation>()];

    public static TheoryData<BinaryOperation> Pairs => [.. Enum.GetValues<BinaryOperation>()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Of_every_function(UnaryOperation operation) => Check((tape, v) => tape.Apply(operation, v[0], .3f), Positive(operation, 7, 5));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_every_pair_function(BinaryOperation operation)
    {
        Check((tape, v) => tape.Combine(operation, v[0], v[1]), Away(1, 4, 5), Away(2, 4, 5));
        Check((tape, v) => tape.Combine(operation, v[0], v[1]), Away(3, 4, 5), Away(4, 5));
    }

    [Fact]
    public void Of_products()
    {
        Check((tape, v) => tape.MatMul(v[0], v[1]), Normal(1, 3, 5), Normal(2, 5, 4));
        Check((tape, v) => tape.BatchedMatMul(v[0], v[1]), Normal(3, 2, 3, 5), Normal(4, 2, 5, 4));
        Check((tape, v) => tape.MatMul(tape.Transpose(v[0]), tape.Reshape(v[1], new Shape(3, 4))), Normal(5, 3, 2), Normal(6, 2, 6));
        Check((tape, v) => tape.Pick(v[0], new[] { 2, 0, 2 }), Normal(7, 3, 4));
    }

    [Fact]
    public void Of_reductions_and_norms()
    {
        Check((tape, v) => tape.Sum(v[0]), Normal(1, 3, 5));
        Check((tape, v) => tape.Mean(v[0]), Normal(2, 3, 5));
        Check((tape, v) => tape.Max(v[0]), Normal(3, 3, 5));
        Check((tape, v) => tape.SumRows(v[0]), Normal(4, 3, 5));
        Check((tape, v) => tape.Softmax(v[0]), Normal(5, 3, 5));
        Check((tape, v) => tape.CrossEntropy(v[0], new[] { 1, 0, 4 }), Normal(6, 3, 5));
        Check((tape, v) => tape.LayerNorm(v[0], v[1], v[2]), Normal(7, 3, 5), Normal(8, 5), Normal(9, 5));
        Check((tape, v) => tape.RmsNorm(v[0], v[1]), Normal(10, 3, 5), Normal(11, 5));
    }

    [Fact]
    public void Of_pictures()
    {
        Check((tape, v) => tape.Conv2d(v[0], v[1], v[2], new Convolution(2, 1)), Normal(1, 2, 2, 5, 4), Normal(2, 3, 2, 3, 2), Normal(3, 3));
        Check((tape, v) => tape.MaxPool2d(v[0], 2, new Convolution(1, 1)), Away(4, 1, 2, 4, 4));
        Check((tape, v) => tape.MeanPool2d(v[0], 3, new Convolution(2, 1)), Normal(5, 1, 2, 5, 5));
    }

    [Fact]
    public void A_tensor_used_twice_gets_both_shares_and_a_constant_none()
    {
        Tape tape = new(new TensorMath());
        Variable x = Tape.Parameter(Tensor.Of(3)), c = Tape.Constant(Tensor.Of(5));
        tape.Backward(tape.Multiply(tape.Add(tape.Multiply(x, x), c), x));
        Assert.Equal(32, x.Gradient.Span[0]);
        Assert.Equal(0, c.Gradient.Span[0]);
        Assert.Throws<ArgumentException>(() => tape.Backward(tape.Apply(UnaryOperation.Exp, Tape.Parameter(new Tensor(2)))));
    }

    /// <summary>Compares gradients of sum(weights * build(inputs)), the weights random, with central differences.</summary>
    private static void Check(Func<Tape, Variable[], Variable> build, params Tensor[] inputs)
    {
        TensorMath math = new(FixedThreadBudget.One);
        Variable[] variables = [.. inputs.Select(Tape.Parameter)];
        Tape tape = new(math);
        Variable result = build(tape, variables);
        Tensor weights = Tensor.Normal(result.Shape, new Random(99));
        tape.Backward(tape.Sum(tape.Multiply(result, Tape.Constant(weights))));
        for (int v = 0; v < inputs.Length; v++)
        {
            for (int i = 0; i < inputs[v].Count; i++)
            {
                float old = inputs[v].Span[i];
                double slope = ((8 * (Loss(.5) - Loss(-.5))) - (Loss(1) - Loss(-1))) / (6 * Step);
                inputs[v].Span[i] = old;
                double ours = variables[v].Gradient.Span[i];
                Assert.True(Math.Abs(slope - ours) <= 2e-3 * (1 + Math.Abs(slope)), $"Input {v}, number {i}: {ours}, but differences say {slope}.");

                double Loss(double steps)
                {
                    inputs[v].Span[i] = old + (float)(steps * Step);
                    Tensor y = build(new Tape(math), variables).Value;
                    double sum = 0;
                    for (int j = 0; j < y.Count; j++) sum += (double)y.Span[j] * weights.Span[j];
                    return sum;
                }
            }
        }
    }

    private static Tensor Normal(int seed, params int[] extents) => Tensor.Normal(new Shape(extents), new Random(seed));

    /// <summary>Whole steps of .1 in random order: nothing near a corner, no two alike.</summary>
    private static Tensor Away(int seed, params int[] extents)
    {
        Tensor t = new(extents);
        int[] order = [.. Enumerable.Range(0, t.Count)];
        new Random(seed).Shuffle(order);
        for (int i = 0; i < order.Length; i++) t.Span[i] = (.1f * (order[i] - (order.Length / 2))) + .05f + (.02f * (seed % 2));
        return t;
    }

    private static Tensor Positive(UnaryOperation operation, int rows, int columns)
    {
        Tensor t = Away(1, rows, columns);
        bool positive = operation is UnaryOperation.Log or UnaryOperation.Sqrt;
        if (positive) foreach (ref float x in t.Span) x = Math.Abs(x) + .3f;
        return t;
    }
}
