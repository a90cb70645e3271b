using System.Globalization;
using Unum.Kairos.Connectivity;

namespace Unum.Tests.Kairos.Connectivity;

public sealed class TrackerContractTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_sample_that_is_not_finite_is_refused_by_channel_and_leaves_no_trace(float bad)
    {
        for (int channel = 0; channel < 37; channel++)
        {
            ConnectivityTracker tracker = new(37);
            string named = string.Create(CultureInfo.InvariantCulture, $"Channel {channel} ");
            float[] good = [.. Enumerable.Range(1, 37)], poisoned = [.. good];
            poisoned[channel] = bad;
            ArgumentException inRe = Assert.Throws<ArgumentException>(() => tracker.Update(poisoned, good));
            ArgumentException inIm = Assert.Throws<ArgumentException>(() => tracker.Update(good, poisoned));
            Assert.Contains(named, inRe.Message, StringComparison.Ordinal);
            Assert.Contains(named, inIm.Message, StringComparison.Ordinal);
            Assert.Equal(0, tracker.Samples);
        }
    }

    [Fact]
    public void The_largest_floats_are_taken_and_stay_in_range()
    {
        ConnectivityTracker tracker = new(3);
        for (int t = 0; t < 70; t++) tracker.Update([float.MaxValue, float.Epsilon, 1], [float.MinValue, float.Epsilon, t]);
        foreach (ConnectivityMeasure m in Enum.GetValues<ConnectivityMeasure>())
        {
            for (int i = 0; i < 3; i++)
            {
                for (int j = i + 1; j < 3; j++) Assert.InRange(tracker[m, i, j], -1, 1);
            }
        }

        Assert.Equal(1, tracker[ConnectivityMeasure.Plv, 0, 1], 1e-12);
        Assert.Equal(1, tracker[ConnectivityMeasure.Coherence, 0, 1], 1e-12);
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityTracker(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityTracker(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityTracker(2, -.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityTracker(2, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityTracker(2, 0, ConnectivityMeasures.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectivityTracker(2, 0, (ConnectivityMeasures)(1 << 12)));

        ConnectivityTracker tracker = new(3, 0, ConnectivityMeasures.Plv);
        Assert.Throws<ArgumentException>(() => tracker.Update(new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => tracker.Update(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => tracker.Read(ConnectivityMeasure.Plv, new double[2]));
        Assert.Throws<ArgumentException>(() => tracker.Read(ConnectivityMeasure.Wpli, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker[ConnectivityMeasure.Plv, 0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker[ConnectivityMeasure.Plv, -1, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tracker[ConnectivityMeasure.Plv, 1, 1]);
    }

    [Fact]
    public void Neither_samples_nor_reads_allocate()
    {
        const int Channels = 33;
        foreach (double forget in new[] { 0, .01 })
        {
            ConnectivityTracker tracker = new(Channels, forget);
            float[] re = new float[Channels], im = new float[Channels];
            double[] triangle = new double[tracker.Pairs];
            Run(1);
            Assert.Equal(0, Allocation.Of(() => Run(300)));

            void Run(int samples)
            {
                for (int t = 0; t < samples; t++)
                {
                    re[t % Channels] = t % 3;
                    im[(t + 7) % Channels] = t % 5;
                    tracker.Update(re, im);
                    if (t % 50 == 0) tracker.Read((ConnectivityMeasure)(t / 50 % 8), triangle);
                }
            }
        }
    }

    [Fact]
    public void One_channel_has_no_pairs()
    {
        ConnectivityTracker tracker = new(1);
        tracker.Update([1], [0]);
        Assert.Equal((0, 1), (tracker.Pairs, tracker.Samples));
        tracker.Read(ConnectivityMeasure.Plv, []);
    }

    [Fact]
    public void Names_are_those_users_know_and_read_back()
    {
        Assert.Equal(["plv", "ciplv", "ppc", "pli", "wpli", "wpli2_debiased", "coh", "imcoh"], ConnectivityMeasureNames.All);
        foreach (ConnectivityMeasure m in Enum.GetValues<ConnectivityMeasure>())
        {
            Assert.True(ConnectivityMeasureNames.TryParse(m.ToName().ToUpperInvariant(), out ConnectivityMeasures one, out _));
            Assert.Equal(m.ToSet(), one);
        }

        Assert.True(ConnectivityMeasureNames.TryParse(" plv, imcoh ", out ConnectivityMeasures two, out _));
        Assert.Equal([ConnectivityMeasure.Plv, ConnectivityMeasure.ImaginaryCoherence], two.Members());
        Assert.True(ConnectivityMeasureNames.TryParse("all", out ConnectivityMeasures all, out _));
        Assert.Equal(ConnectivityMeasures.All, all);
        Assert.False(ConnectivityMeasureNames.TryParse("plv,granger", out _, out string? unknown));
        Assert.Equal("granger", unknown);
        Assert.False(ConnectivityMeasureNames.TryParse(" , ", out _, out unknown));
        Assert.Equal("", unknown);
    }
}
