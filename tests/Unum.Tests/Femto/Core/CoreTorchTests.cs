using System.Runtime.CompilerServices;
using System.Text.Json;
using Unum.Femto.Core;

namespace Unum.Tests.Femto.Core;

/// <summary>Beside PyTorch with the same equations and first weights, as <c>Golden/make_core_golden.py</c> wrote it down.</summary>
public sealed class CoreTorchTests
{
    [Fact]
    public void The_first_ten_losses_of_training_are_those_of_torch()
    {
        using JsonDocument golden = Golden();
        List<double> losses = [];
        Training(golden).Run(Text(golden), new Told(losses));
        double[] expected = [.. golden.RootElement.GetProperty("losses").EnumerateArray().Select(static l => l.GetDouble())];
        Assert.Equal(10, expected.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], losses[i], 1e-4);
        Assert.True(expected[^1] < expected[0] - .5, "ten steps that learn something");
    }

    [Fact]
    public void The_gradient_of_the_first_step_is_that_of_torch()
    {
        using JsonDocument golden = Golden();
        CoreTraining training = Training(golden);
        byte[] text = Text(golden);
        CoreWeights w = CoreWeights.Initial(training.Seed);
        CoreTransposed core = new(w);
        CorePass pass = new();
        float[] g = new float[CoreWeights.Count];
        Chance chance = new(Chance.Scramble(training.Seed) + 1);
        for (int i = 0; i < training.Batch; i++)
        {
            int at = chance.Next(text.Length - 32);
            pass.Forward(core, text.AsSpan(at, 32));
            pass.Loss(text.AsSpan(at + 1, 32), 1f / (training.Batch * 32));
            pass.Backward(core, g);
        }

        CoreWeights gradient = new(g);
        Check("shift", gradient.ShiftScales);
        Check("gain1", gradient.Gain1);
        Check("qkv", gradient.Qkv);
        Check("out", gradient.Out);
        Check("slope", g.AsSpan(CoreWeights.SlopeAt, 1));
        Check("gain2", gradient.Gain2);
        Check("up", gradient.Up);
        Check("up_bias", gradient.UpBias);
        Check("down", gradient.Down);
        Check("gain_f", gradient.GainF);
        Check("embedding", gradient.Embedding);
        Check("bias", gradient.Bias);

        void Check(string name, ReadOnlySpan<float> part)
        {
            JsonElement expected = golden.RootElement.GetProperty("gradient").GetProperty(name);
            double length = expected.GetProperty("length").GetDouble(), square = 0;
            foreach (float x in part) square += x * x;
            Assert.True(Math.Abs(length - Math.Sqrt(square)) < 1e-5 + (1e-4 * length), $"{name} is {Math.Sqrt(square)} long, not {length}");
            int at = 0;
            foreach (JsonElement x in expected.GetProperty("every_37th").EnumerateArray())
            {
                Assert.True(Math.Abs(x.GetDouble() - part[at]) < 1e-5 + (1e-3 * Math.Abs(x.GetDouble())), $"{name}[{at}] is {part[at]}, not {x.GetDouble()}");
                at += 37;
            }
        }
    }

    private static CoreTraining Training(JsonDocument golden) => new()
    {
        Steps = 10,
        WarmUp = 10,
        Batch = golden.RootElement.GetProperty("batch").GetInt32(),
        Seed = golden.RootElement.GetProperty("seed").GetUInt64(),
    };

    private static byte[] Text(JsonDocument golden) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "data", "text", "shakespeare.txt"))[..golden.RootElement.GetProperty("bytes").GetInt32()];

    private static JsonDocument Golden([CallerFilePath] string here = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "Golden", "core.json")));

    private sealed class Told(List<double> losses) : IProgress<Unum.Femto.Coding.FemtoProgress>
    {
        public void Report(Unum.Femto.Coding.FemtoProgress value) => losses.Add(value.BitsPerByte * Math.Log(2));
    }
}
