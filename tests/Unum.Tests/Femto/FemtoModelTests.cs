using Unum.Femto;
using Unum.Femto.Memory;
using Unum.Femto.Mixing;

namespace Unum.Tests.Femto;

/// <summary>One FemtoLLM: within its memory, deterministic, honest probabilities, and frozen when told.</summary>
public sealed class FemtoModelTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Path.Combine(Repository.Root, "data", "text", "shakespeare.txt"))[..60_000];

    [Fact]
    public void The_memory_it_counts_is_the_memory_it_takes()
    {
        _ = new FemtoModel(); // the shared tables are made once
        long before = GC.GetAllocatedBytesForCurrentThread();
        FemtoModel model = new();
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        // Headers of objects, and the allocator's habit of handing out 8 KB at a time, are beyond what is counted.
        Assert.InRange(model.Bytes, taken - 20_000, taken);
        Assert.True(taken <= FemtoModel.MostBytes, $"A Femto took {taken} bytes.");
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        FemtoModel model = new();
        model.Read(Text.AsSpan(0, 2_000));
        Assert.Equal(0, Allocation.Of(() => model.Read(Text.AsSpan(2_000, 2_000))));
    }

    [Fact]
    public void The_next_byte_is_a_distribution_that_agrees_with_the_bits()
    {
        FemtoModel model = new();
        model.Read(Text.AsSpan(0, 20_000));
        float[] p = new float[256];
        double byDistribution = 0, byBits = 0;
        for (int i = 20_000; i < 20_300; i++)
        {
            model.NextByte(p);
            Assert.Equal(1, p.Sum(), 3);
            byDistribution -= Math.Log2(p[Text[i]]);
            byBits += model.Read(Text[i]);
        }

        // Reading claims room in the tables that looking does not, so the two differ by a trifle.
        Assert.Equal(byBits / 300, byDistribution / 300, .02);
    }

    [Fact]
    public void Looking_ahead_changes_nothing()
    {
        FemtoModel looks = new(), reads = new();
        float[] p = new float[256];
        foreach (byte b in Text.AsSpan(0, 3_000))
        {
            if (b == 'e') looks.NextByte(p);
            Assert.Equal(reads.Read(b), looks.Read(b));
        }
    }

    [Fact]
    public void Frozen_it_answers_the_same_however_often_it_is_asked()
    {
        FemtoModel model = new();
        model.Read(Text.AsSpan(0, 40_000));
        model.Learning = false;
        double[] first = Frozen(model), second = Frozen(model);

        Assert.Equal(first, second);
        Assert.True(first.Average() < 3.6, $"Learned text should be known: {first.Average()} bits a byte.");

        static double[] Frozen(FemtoModel model)
        {
            model.Restart();
            return [.. Text[40_000..44_000].Select(b => model.Read(b))];
        }
    }

    [Fact]
    public void Learning_is_not_switched_within_a_byte()
    {
        FemtoModel model = new();
        model.PredictBit();
        model.Advance(0);

        Assert.Throws<InvalidOperationException>(() => model.Learning = false);
        Assert.Throws<InvalidOperationException>(() => model.NextByte(new float[256]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FemtoModel().NextByte(new float[255]));
    }

    [Fact]
    public void Kappa_drifts_to_six_tenths_a_hundredth_of_the_way_per_request()
    {
        FemtoModel model = new();
        for (int i = 0; i < 100; i++) model.Restart();

        Assert.Equal(.6 + (.4 * Math.Pow(.99, 100)), model.Kappa, 4);
    }

    [Theory]
    [InlineData(.001)]
    [InlineData(.3)]
    [InlineData(.5)]
    [InlineData(.97)]
    public void Stretch_and_squash_are_the_logistic_pair(double p)
    {
        Assert.Equal(Math.Log(p / (1 - p)), Logistic.Stretch((float)p), p < .01 ? .15 : .005);
        Assert.Equal(1 / (1 + Math.Exp(-3 * p)), Logistic.Squash((float)(3 * p)), .00001);
    }

    [Fact]
    public void A_bit_history_counts_what_it_saw_and_forgets_what_is_contradicted()
    {
        Assert.InRange(BitHistory.Count, 100, 256);
        int state = 0;
        for (int i = 0; i < 20; i++) state = BitHistory.Next[(state * 2) + 1];
        Assert.Equal((0, 20), BitHistory.Counts(state));
        Assert.True(BitHistory.Guess(state) > .97f);

        state = BitHistory.Next[state * 2];
        (int zeros, int ones) = BitHistory.Counts(state);
        Assert.Equal(1, zeros);
        Assert.True(ones < 8, "One contradiction discounts a long run.");
    }
}
