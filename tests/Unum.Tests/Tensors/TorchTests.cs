using System.Runtime.CompilerServices;
using System.Text.Json;
using Unum.Tensors;
using Unum.Tensors.Gradients;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

/// <summary>Beside PyTorch, as <c>Golden/make_torch_golden.py</c> wrote it down.</summary>
public sealed class TorchTests
{
    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Values_and_gradients_are_those_of_torch(SimdLevel level)
    {
        using JsonDocument golden = Golden();
        TensorMath math = new(FixedThreadBudget.One, level);
        int cases = 0;
        foreach (JsonElement entry in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            Variable[] inputs = [.. entry.GetProperty("inputs").EnumerateArray().Select(i => Tape.Parameter(Read(i)))];
            Tape tape = new(math);
            Variable result = Build(tape, name, inputs);
            Close(Read(entry.GetProperty("result")), result.Value, $"{level} {name}");
            Tensor weights = Read(entry.GetProperty("weights"));
            tape.Backward(tape.Sum(tape.Multiply(result, Tape.Constant(weights))));
            JsonElement[] gradients = [.. entry.GetProperty("gradients").EnumerateArray()];
            for (int i = 0; i < inputs.Length; i++) Close(Read(gradients[i]), inputs[i].Gradient, $"{level} {name}, gradient {i}");
            cases++;
        }

        Assert.Equal(40, cases);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Ten_steps_of_training_are_those_of_torch(SimdLevel level)
    {
        using JsonDocument golden = Golden();
        JsonElement run = golden.RootElement.GetProperty("training");
        int[] targets = [.. run.GetProperty("targets").EnumerateArray().Select(t => t.GetInt32())];
        double[] losses = [.. run.GetProperty("losses").EnumerateArray().Select(l => l.GetDouble())];
        Variable x = Tape.Constant(Read(run.GetProperty("x")));
        Variable[] p = [.. run.GetProperty("start").EnumerateArray().Select(v => Tape.Parameter(Read(v)))];
        Tape tape = new(new TensorMath(FixedThreadBudget.One, level));
        Adam adam = new(p) { Rate = 1e-2, Beta2 = .99 };
        foreach (double expected in losses)
        {
            tape.Clear();
            Variable hidden = tape.LayerNorm(tape.Apply(UnaryOperation.Gelu, tape.Add(tape.MatMul(x, p[0]), p[1])), p[2], p[3]);
            Variable loss = tape.CrossEntropy(tape.Add(tape.MatMul(hidden, p[4]), p[5]), targets);
            Assert.Equal(expected, loss.Value.Span[0], 2e-5);
            tape.Backward(loss);
            adam.Step();
        }

        JsonElement[] end = [.. run.GetProperty("end").EnumerateArray()];
        for (int i = 0; i < p.Length; i++) Close(Read(end[i]), p[i].Value, $"parameter {i}", 2e-4);
    }

    private static Variable Build(Tape tape, string name, Variable[] v) => name switch
    {
        _ when Enum.TryParse(name, out UnaryOperation unary) => tape.Apply(unary, v[0], .3f),
        _ when Enum.TryParse(name, out BinaryOperation binary) => tape.Combine(binary, v[0], v[1]),
        "matmul" => tape.MatMul(v[0], v[1]),
        "bmm" => tape.BatchedMatMul(v[0], v[1]),
        "softmax" => tape.Softmax(v[0]),
        "layer_norm" => tape.LayerNorm(v[0], v[1], v[2]),
        "rms_norm" => tape.RmsNorm(v[0], v[1]),
        "cross_entropy" => tape.CrossEntropy(v[0], new[] { 2, 0, 7 }),
        "conv2d" => tape.Conv2d(v[0], v[1], v[2], new Convolution(2, 1)),
        "max_pool" => tape.MaxPool2d(v[0], 3, new Convolution(2, 1)),
        "mean_pool" => tape.MeanPool2d(v[0], 2),
        "sum" => tape.Sum(v[0]),
        "mean" => tape.Mean(v[0]),
        "max" => tape.Max(v[0]),
        "sum_rows" => tape.SumRows(v[0]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
    };

    private static Tensor Read(JsonElement from) => Tensor.Of(
        new Shape([.. from.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())]),
        [.. from.GetProperty("values").EnumerateArray().Select(e => e.GetSingle())]);

    private static void Close(Tensor expected, Tensor actual, string what, double tolerance = 2e-5)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (int i = 0; i < expected.Count; i++)
        {
            double miss = Math.Abs(expected.Span[i] - actual.Span[i]);
            Assert.True(miss <= tolerance * (1 + Math.Abs(expected.Span[i])), $"{what}: [{i}] is {actual.Span[i]}, torch says {expected.Span[i]}.");
        }
    }

    private static JsonDocument Golden([CallerFilePath] string here = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "Golden", "torch.json")));
}
