using Unum.Femto.Core;

namespace Unum.Tests.Femto.Core;

/// <summary>A core as a file of one byte a weight, the birth core, and hashed skills.</summary>
public sealed class CoreFileTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Path.Combine(Repository.Root, "data", "text", "shakespeare.txt"));

    [Fact]
    public void A_saved_core_is_the_rounded_core()
    {
        CoreWeights weights = CorePassTests.Perturbed(4);
        byte[] file = Saved(weights);
        CoreWeights loaded = CoreFile.Load(new MemoryStream(file));
        Assert.Equal(CoreFile.Bytes, file.Length);
        Assert.Equal(CoreFile.Rounded(weights).Values, loaded.Values);
        Assert.Equal(file, Saved(loaded));
        for (int i = 0; i < CoreWeights.Count; i++)
        {
            float most = weights.Values.AsSpan(i & ~15, 16).ToArray().Max(MathF.Abs);
            Assert.True(MathF.Abs(weights.Values[i] - loaded.Values[i]) <= most / 200, $"weight {i}: {weights.Values[i]} became {loaded.Values[i]}");
        }
    }

    [Theory]
    [InlineData(0, 8590, "uFCO")]
    [InlineData(4, 8590, "version")]
    [InlineData(500, 8590, "checksum")]
    [InlineData(8589, 8590, "checksum")]
    [InlineData(-1, 3, "uFCO")]
    [InlineData(-1, 6, "header")]
    [InlineData(-1, 8589, "truncated")]
    [InlineData(-1, 8591, "goes on")]
    public void A_damaged_or_truncated_core_is_refused_with_a_reason(int flipped, int length, string reason)
    {
        byte[] file = Saved(CoreWeights.Initial(1));
        Array.Resize(ref file, length);
        if (flipped >= 0) file[flipped] ^= 4;
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => CoreFile.Load(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_birth_core_knows_Shakespeare_that_it_was_not_trained_on()
    {
        int cut = BirthCore.TrainedOf(Text).Length;
        double known = CoreScore.BitsPerByte(BirthCore.Load(), Text, cut);
        Assert.Equal(2.9004, known, 2e-4);
    }

    [Fact]
    public void A_core_that_learns_while_it_reads_is_less_and_less_surprised_and_repeats_to_the_last_bit()
    {
        FemtoCore one = new(CoreWeights.Initial(3)), same = new(CoreWeights.Initial(3));
        double first = 0, last = 0;
        for (int i = 0; i < 12_000; i++)
        {
            double surprise = -Math.Log2(one.Next[Text[i]]);
            if (i < 1_000) first += surprise / 1_000;
            if (i >= 11_000) last += surprise / 1_000;
            one.Read(Text[i], learn: true);
            same.Read(Text[i], learn: true);
        }

        Assert.True(last < first - 1, $"{first} bits a byte fell to {last}");
        Assert.Equal(one.Weights.Values, same.Weights.Values);
        Assert.InRange(one.Steps, 370, 375);
    }

    [Fact]
    public void The_bits_of_a_core_agree_with_its_bytes_and_a_frozen_one_does_not_change()
    {
        FemtoCore core = new(BirthCore.Load());
        float[] before = [.. core.Weights.Values];
        foreach (byte b in "To be, or not to b"u8) core.Read(b, learn: false);
        Assert.Equal(before, core.Weights.Values);
        Assert.Equal(1, core.Next.ToArray().Sum(), 1e-3);
        double p = 1;
        for (int node = 1, bit = 7; bit >= 0; bit--)
        {
            int one = ('e' >> bit) & 1;
            p *= one == 1 ? core.Bit(node) : 1 - core.Bit(node);
            node = (node << 1) | one;
        }

        Assert.Equal(core.Next['e'], p * core.Next.ToArray().Sum(), 1e-5);
        Assert.Equal('e', core.Next.ToArray().Index().MaxBy(static n => n.Item).Index);
    }

    [Fact]
    public void Reading_and_learning_allocate_nothing()
    {
        FemtoCore core = new(CoreWeights.Initial(1));
        foreach (byte b in Text.AsSpan(0, 500)) core.Read(b, learn: true);
        Assert.Equal(0, Allocation.Of(() =>
        {
            foreach (byte b in Text.AsSpan(500, 500)) core.Read(b, learn: true);
        }));
    }

    [Fact]
    public void The_memory_a_core_counts_is_the_memory_it_takes()
    {
        CoreWeights weights = CoreWeights.Initial(1);
        _ = new FemtoCore(weights);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FemtoCore core = new(weights);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before + (weights.Values.Length * sizeof(float));
        Assert.InRange(core.Bytes, taken - 20_000, taken + 500);
    }

    [Fact]
    public void A_skill_reaches_every_weight_of_the_packet_evenly_and_nothing_else()
    {
        Skill skill = new(500, seed: 7);
        for (int i = 0; i < 500; i++) skill.Z[i] = 1;
        CoreWeights birth = CoreWeights.Initial(2), changed = skill.On(birth);
        int plus = 0;
        for (int i = 0; i < CoreWeights.Count; i++)
        {
            float delta = changed.Values[i] - birth.Values[i];
            Assert.Equal(i < CoreWeights.PacketCount ? skill.Scale : 0, MathF.Abs(delta), 1e-6f);
            if (delta > 0) plus++;
        }

        Assert.InRange(plus, 1500, 1750);
        int[] uses = new int[500];
        for (int i = 0; i < CoreWeights.PacketCount; i++) uses[Skill.At(i, 7, 500).Place]++;
        Assert.InRange(uses.Max(), 7, 20);
    }

    [Fact]
    public void The_gradient_by_a_skill_is_what_changing_it_does()
    {
        Skill skill = new(64, seed: 3);
        CoreWeights birth = CorePassTests.Perturbed(6);
        byte[] window = Text[..32], targets = Text[1..33];
        double[] weights = new double[CoreWeights.Count];
        double at = new CoreReference(birth, window).Loss(targets, weights);
        float[] z = new float[64];
        skill.Gather([.. weights.Take(CoreWeights.PacketCount).Select(static g => (float)g)], z);
        for (int i = 0; i < 64; i += 9)
        {
            skill.Z[i] = 1;
            double up = new CoreReference(skill.On(birth), window).Loss(targets, []);
            skill.Z[i] = -1;
            double down = new CoreReference(skill.On(birth), window).Loss(targets, []);
            skill.Z[i] = 0;
            Assert.True(Math.Abs(((up - down) / 2) - z[i]) < 1e-5 + (.05 * Math.Abs(z[i])), $"z {i}: {(up - down) / 2} and {z[i]} around {at}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_of_pairs_trained_with_the_core_lowers_its_surprise(bool byTwo)
    {
        CoreTraining training = new() { Steps = 80, Batch = 16, WarmUp = 10 };
        ReadOnlySpan<byte> text = Text.AsSpan(0, 60_000);
        double bare = CoreScore.BitsPerByte(training.Run(text), text, 50_000);
        CorePairs pairs = new(byTwo);
        CoreWeights helped = training.Run(text, pairs: pairs);
        Assert.True(CoreScore.BitsPerByte(helped, text, 50_000, pairs) < bare, "the table helps");
        Assert.Equal(CoreScore.BitsPerByte(helped, text, 50_000, pairs), CoreScore.BitsPerByte(helped, text, 50_000, pairs.Rounded()), .02);
    }

    private static byte[] Saved(CoreWeights weights)
    {
        using MemoryStream file = new();
        CoreFile.Save(weights, file);
        return file.ToArray();
    }
}
