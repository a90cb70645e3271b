using Unum.Femto.Core;

namespace Unum.Tests.Femto.Core;

public sealed class CorePassTests
{
    private static readonly byte[] Text = "The quick brown fox jumps over the lazy dog; the dog sleeps on."u8.ToArray();

    [Fact]
    public void The_parts_of_a_core_fill_its_layout_and_3248_numbers_fit_a_packet()
    {
        CoreWeights w = new();
        int packet = w.ShiftScales.Length + w.Gain1.Length + w.Qkv.Length + w.Out.Length + 16 + w.Gain2.Length + w.Up.Length + w.UpBias.Length + w.Down.Length + w.GainF.Length;
        Assert.Equal(3248, packet);
        Assert.Equal(CoreWeights.PacketCount, packet);
        Assert.Equal(7600, packet + w.Embedding.Length + w.Bias.Length);
        int[] starts = [CoreWeights.ShiftAt, CoreWeights.Gain1At, CoreWeights.QkvAt, CoreWeights.OutAt, CoreWeights.SlopeAt, CoreWeights.Gain2At, CoreWeights.Up1At, CoreWeights.Bias1At, CoreWeights.Down2At, CoreWeights.GainFAt, CoreWeights.EmbeddingAt];
        int[] lengths = [48, 16, 768, 256, 16, 16, 1024, 64, 1024, 16];
        for (int i = 0; i < lengths.Length; i++) Assert.Equal(starts[i] + lengths[i], starts[i + 1]);
    }

    [Fact]
    public void The_gradient_of_the_reference_is_what_finite_differences_say()
    {
        CoreWeights w = Perturbed(3);
        byte[] window = Text[..24], targets = Text[1..25];
        double[] gradient = new double[CoreWeights.Count];
        new CoreReference(w, window).Loss(targets, gradient);
        Chance chance = new(5);
        int checkedOnes = 0;
        for (int n = 0; n < 160; n++)
        {
            // Every part is visited: the packet evenly, the embedding at bytes that occur.
            int i = n < 120 ? n * 27 % CoreWeights.PacketCount : n == 120 ? CoreWeights.SlopeAt : CoreWeights.EmbeddingAt + (window[chance.Next(24)] * 16) + chance.Next(16);
            if (i is > CoreWeights.SlopeAt and < CoreWeights.Gain2At) continue;
            float kept = w.Values[i];
            const float step = 1f / 512;
            w.Values[i] = kept + step;
            double up = new CoreReference(w, window).Loss(targets, []);
            w.Values[i] = kept - step;
            double down = new CoreReference(w, window).Loss(targets, []);
            double span = (double)(kept + step) - (kept - step);
            w.Values[i] = kept;
            Assert.True(Math.Abs(((up - down) / span) - gradient[i]) < 2e-5 + (1e-3 * Math.Abs(gradient[i])), $"weight {i}: {(up - down) / span} and {gradient[i]}");
            checkedOnes++;
        }

        Assert.True(checkedOnes > 150, "nearly all were checked");
    }

    [Fact]
    public void The_fast_pass_has_the_loss_and_the_gradient_of_the_reference()
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            CoreWeights w = Perturbed(seed);
            CoreTransposed core = new(w);
            byte[] window = Text.AsSpan((int)seed, 32).ToArray(), targets = Text.AsSpan((int)seed + 1, 32).ToArray();
            double[] expected = new double[CoreWeights.Count];
            double loss = new CoreReference(w, window).Loss(targets, expected);
            CorePass pass = new();
            float[] gradient = new float[CoreWeights.Count];
            pass.Forward(core, window);
            Assert.Equal(loss, pass.Loss(targets, 1f / 32) / 32, 1e-5);
            pass.Backward(core, gradient);
            for (int i = 0; i < gradient.Length; i++)
                Assert.True(Math.Abs(expected[i] - gradient[i]) < 2e-6 + (1e-4 * Math.Abs(expected[i])), $"weight {i}: {expected[i]} and {gradient[i]}");
        }
    }

    [Fact]
    public void A_reader_of_a_stream_says_what_the_reference_says_of_the_window()
    {
        CoreWeights w = Perturbed(2);
        CoreReader reader = new(w);
        CoreReference reference = new(w, Text.AsSpan(0, 32));
        float[] p = new float[256];
        for (int t = 0; t < 32; t++)
        {
            reader.Read(Text[t]);
            reader.NextByte(p);
            double[] log = reference.LogProbabilities(t);
            for (int c = 0; c < 256; c++) Assert.Equal(Math.Exp(log[c]), p[c], 1e-5);
            Assert.Equal(reference.HiddenAt(t)[3], reader.HiddenNumbers[3], 1e-4);
        }
    }

    [Fact]
    public void A_reader_attends_to_32_bytes_and_not_to_one_before()
    {
        CoreWeights w = Perturbed(2);
        CoreReader one = new(w), other = new(w);
        foreach (byte b in "aaaaaaaa"u8) one.Read(b);
        foreach (byte b in "zqzqzqzq"u8) other.Read(b);
        for (int i = 0; i < 34; i++)
        {
            one.Read(Text[i]);
            other.Read(Text[i]);
            Assert.NotEqual(one.Logits.ToArray(), other.Logits.ToArray());
        }

        one.Read(Text[34]);
        other.Read(Text[34]);
        Assert.Equal(one.Logits.ToArray(), other.Logits.ToArray());
    }

    [Fact]
    public void The_exponential_is_within_two_units_of_the_last_place()
    {
        for (float x = -86; x < 88; x += .0373f)
        {
            float fast = CoreKernels.Exp(System.Runtime.Intrinsics.Vector512.Create(x))[7];
            Assert.True(Math.Abs(fast - Math.Exp(x)) <= 2.5e-7 * Math.Exp(x), $"e^{x}: {fast}");
        }
    }

    [Fact]
    public void Training_lowers_the_surprise_and_repeats_bit_for_bit()
    {
        byte[] text = [.. Enumerable.Repeat(Text, 20).SelectMany(static t => t)];
        List<double> told = [];
        CoreTraining training = new() { Steps = 60, Batch = 8, WarmUp = 10, Seed = 9 };
        CoreWeights one = training.Run(text, new Told(p => told.Add(p.BitsPerByte)));
        CoreWeights same = training.Run(text);
        Assert.Equal(one.Values, same.Values);
        Assert.Equal(60, told.Count);
        Assert.True(told[^1] < told[0] / 2, $"{told[0]} bits fell to {told[^1]}");
        Assert.NotEqual(one.Values, (training with { Seed = 10 }).Run(text).Values);
    }

    [Fact]
    public void Training_stops_when_told_to()
    {
        using CancellationTokenSource stop = new();
        CoreTraining training = new() { Steps = 1000, Batch = 1 };
        Assert.Throws<OperationCanceledException>(() => training.Run(Text, new Told(_ => stop.Cancel()), stopping: stop.Token));
    }

    internal static CoreWeights Perturbed(ulong seed)
    {
        CoreWeights w = CoreWeights.Initial(seed);
        Chance chance = new(seed + 100);
        for (int i = 0; i < CoreWeights.Count; i++)
            if (i is <= CoreWeights.SlopeAt or >= CoreWeights.Gain2At) w.Values[i] += chance.NextNormal() * .05f;
        return w;
    }

    private sealed class Told(Action<Unum.Femto.Coding.FemtoProgress> tell) : IProgress<Unum.Femto.Coding.FemtoProgress>
    {
        public void Report(Unum.Femto.Coding.FemtoProgress value) => tell(value);
    }
}
