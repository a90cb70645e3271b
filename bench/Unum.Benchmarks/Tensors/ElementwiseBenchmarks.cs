using System.Numerics.Tensors;
using Unum.Tensors;
using Unum.Tensors.Threads;
using Tensor = Unum.Tensors.Tensor;

namespace Unum.Benchmarks.Tensors;

/// <summary>Elementwise functions and rows beside System.Numerics.Tensors, on one thread, with 4,096 numbers in cache and 4 million out of it.</summary>
internal static class ElementwiseBenchmarks
{
    private const string Peer = "System.Numerics.Tensors 10.0.0";

    public static IEnumerable<Comparison> Run()
    {
        TensorMath math = new(FixedThreadBudget.One);
        foreach (int count in new[] { 4096, 1 << 22 })
        {
            Tensor x = Tensor.Normal(new Shape(count), new Random(1)), y = Tensor.Normal(new Shape(count), new Random(2)), z = new(count), w = new(count);
            (string Name, Action Ours, Action Theirs)[] lines =
            [
                ("add", () => math.Combine(BinaryOperation.Add, x, y, z), () => TensorPrimitives.Add(x.Span, y.Span, w.Span)),
                ("multiply", () => math.Combine(BinaryOperation.Multiply, x, y, z), () => TensorPrimitives.Multiply(x.Span, y.Span, w.Span)),
                ("exp", () => math.Apply(UnaryOperation.Exp, x, z), () => TensorPrimitives.Exp<float>(x.Span, w.Span)),
                ("log", () => math.Apply(UnaryOperation.Log, x, z), () => TensorPrimitives.Log<float>(x.Span, w.Span)),
                ("tanh", () => math.Apply(UnaryOperation.Tanh, x, z), () => TensorPrimitives.Tanh<float>(x.Span, w.Span)),
                ("sigmoid", () => math.Apply(UnaryOperation.Sigmoid, x, z), () => TensorPrimitives.Sigmoid<float>(x.Span, w.Span)),
                ("softmax", () => math.Softmax(x, z), () => TensorPrimitives.SoftMax<float>(x.Span, w.Span)),
                ("sum", () => math.Sum(x), () => TensorPrimitives.Sum<float>(x.Span)),
                ("dot", () => math.Dot(x, y), () => TensorPrimitives.Dot<float>(x.Span, y.Span)),
                ("max", () => math.Max(x), () => TensorPrimitives.Max<float>(x.Span)),
            ];
            Stopclock.Ripen([.. lines.Select(l => l.Ours), .. lines.Select(l => l.Theirs)]);
            foreach ((string name, Action ours, Action theirs) in lines)
            {
                double[] seconds = Stopclock.OneThread(.02, ours, theirs);
                string size = count == 4096 ? "4,096" : "4 million";
                yield return Comparison.Rate($"{name} of {size}, one thread", count / seconds[0] * 1e-9, count / seconds[1] * 1e-9, Peer, "G numbers/s");
            }
        }
    }
}
