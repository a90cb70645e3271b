using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Witness;

namespace Unum.Tests.Kairos.Witness;

public sealed class SelfModelTests
{
    [Theory]
    [InlineData(600, 20_100)]
    [InlineData(60, 20_100)] // few effective beats: Hotelling's law matters, chi-square's would cry wolf
    public void A_surprise_of_b_bits_comes_once_in_two_to_the_b_beats(int memory, int beats)
    {
        SelfModel model = new(new SelfModelOptions { Memory = memory });
        Random random = new(4);
        int[] above = new int[9];
        int judged = 0;
        double v = 0, c = 0, sum = 0;
        for (int beat = 0; beat < beats; beat++)
        {
            (v, c) = Life(random, v, c);
            Surprise surprise = model.Observe(3 + v, .8 + c);
            if (beat < 100) continue;
            judged++;
            sum += surprise.Bits;
            for (int bits = 1; bits < above.Length; bits++) if (surprise.Bits >= bits) above[bits]++;
        }

        Assert.Equal(20_000, judged);
        Assert.Equal(1 / Math.Log(2), sum / judged, .05);
        for (int bits = 1; bits < above.Length; bits++)
        {
            // Five standard errors of the count, and a tenth for coefficients that forgetting never lets settle.
            double chance = Math.Pow(2, -bits), expected = judged * chance;
            Assert.True(
                Math.Abs(above[bits] - expected) <= 5 * Math.Sqrt(expected) + .1 * expected,
                FormattableString.Invariant($"{bits} bits or more: {above[bits]} times, {expected:0} expected."));
        }
    }

    [Fact]
    public void It_learns_the_law_it_lives_by()
    {
        SelfModel model = new(new SelfModelOptions { Memory = 20_000 });
        Random random = new(8);
        double v = 0, c = 0;
        for (int beat = 0; beat < 20_000; beat++)
        {
            (v, c) = Life(random, v, c);
            model.Observe(3 + v, .8 + c);
        }

        // Life's own coefficients: v' = .7 v + .1 noise, c' = .02 v + .5 c + .01 noise.
        (double expectedV, double expectedC) = model.Expected;
        Assert.Equal(3 + .7 * v, expectedV, .01);
        Assert.Equal(.8 + .02 * v + .5 * c, expectedC, .001);
        Assert.Equal(.1, model.Uncertainty.PhaseVelocity, .003);
        Assert.Equal(.01, model.Uncertainty.Coherence, .0003);
    }

    [Fact]
    public void A_still_life_never_surprises_until_it_moves()
    {
        SelfModel model = new();
        for (int beat = 0; beat < 5000; beat++) Assert.True(model.Observe(2, 1).Bits < 1);
        Assert.Equal((2, 1), (Math.Round(model.Expected.PhaseVelocity, 9), Math.Round(model.Expected.Coherence, 9)));
        Surprise moved = model.Observe(2.5, 1);
        Assert.Equal(64, moved.Bits);
        Assert.True(moved.Velocity > 1000);
    }

    [Fact]
    public void A_shock_is_reported_in_full_and_forgotten_soon()
    {
        SelfModel model = new();
        Random random = new(2);
        double v = 0, c = 0;
        for (int beat = 0; beat < 3000; beat++)
        {
            (v, c) = Life(random, v, c);
            model.Observe(v, c);
        }

        double before = model.Uncertainty.PhaseVelocity;
        Assert.True(model.Observe(1000, c).Bits > 60);
        Assert.InRange(model.Uncertainty.PhaseVelocity, before, 1.5 * before);
    }

    [Fact]
    public void A_new_way_of_being_becomes_normal()
    {
        SelfModel model = new();
        Random random = new(6);
        for (int beat = 0; beat < 3000; beat++) model.Observe(random.Normal(), .9 + .01 * random.Normal());
        double first = 0, later = 0;
        for (int beat = 0; beat < 400; beat++)
        {
            double bits = model.Observe(30 + random.Normal(), .5 + .01 * random.Normal()).Bits;
            if (beat < 10) first += bits / 10;
            if (beat >= 300) later += bits / 100;
        }

        Assert.True(first > 10, FormattableString.Invariant($"{first} bits at first"));
        Assert.True(later < 5, FormattableString.Invariant($"{later} bits when used to it"));
    }

    [Fact]
    public void Units_do_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 1000).Three().ToArbitrary(), n =>
        {
            SelfModelOptions fine = new() { VelocityResolution = 1e-9, CoherenceResolution = 1e-9 };
            SelfModel here = new(fine), there = new(fine);
            Random random = new(n.Item1);
            double v = 0, c = 0, scale = n.Item2 / 100.0, shift = n.Item3 / 10.0;
            for (int beat = 0; beat < 200; beat++)
            {
                (v, c) = Life(random, v, c);
                Assert.Equal(here.Observe(v, c).Bits, there.Observe(shift + scale * v, .4 - c).Bits, 1e-4);
            }
        }));

    [Fact]
    public void Whatever_is_fed_it_stays_sane() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements([0.0, 1, -1, .5, 1e-300, 1e30, 9e49, -9e49, 1e60, double.MaxValue, double.NaN, double.PositiveInfinity]).Two()
            .ArrayOf(80).ToArbitrary(), beats =>
        {
            SelfModel model = new();
            foreach ((double v, double c) in beats)
            {
                Surprise surprise = model.Observe(v, c);
                Assert.InRange(surprise.Bits, 0, 64);
                Assert.Equal(surprise, model.Last);
                Assert.True(double.IsFinite(model.Expected.PhaseVelocity + model.Expected.Coherence));
                WitnessFixedPoint witness = model.Witness();
                Assert.True(witness.Steps <= witness.StepBound);
            }
        }));

    [Fact]
    public void A_beat_allocates_nothing()
    {
        SelfModel model = new();
        for (int beat = 0; beat < 100; beat++) model.Observe(beat % 7, .5);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int beat = 0; beat < 1000; beat++) model.Observe(beat % 7, .5);
            model.Witness();
        }));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("Memory", Assert.Throws<ArgumentOutOfRangeException>(() => new SelfModel(new SelfModelOptions { Memory = 3 })).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SelfModel(new SelfModelOptions { VelocityResolution = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SelfModel(new SelfModelOptions { CoherenceResolution = 0 }));
    }

    private static (double V, double C) Life(Random random, double v, double c) =>
        (.7 * v + .1 * random.Normal(), .02 * v + .5 * c + .01 * random.Normal());
}
