using Unum.Tensors;
using Unum.Tensors.Gradients;

namespace Unum.Tests.Tensors;

/// <summary>The example of docs/tensors.md.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void The_example_runs()
    {
        TensorMath math = new();
        Tensor a = Tensor.Normal(new Shape(64, 16), new Random(1)), b = Tensor.Normal(new Shape(16, 4), new Random(2));
        Tensor c = math.MatMul(a, b);
        Assert.Equal(new Shape(64, 4), c.Shape);
        math.Apply(UnaryOperation.Gelu, c, c);

        Tape tape = new(math);
        Variable w = Tape.Parameter(b);
        Variable loss = tape.Mean(tape.Apply(UnaryOperation.Square, tape.MatMul(Tape.Constant(a), w)));
        tape.Backward(loss);
        Assert.Equal(new Shape(16, 4), w.Gradient.Shape);
    }
}
