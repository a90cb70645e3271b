using Unum.Kairos.Mind;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Mind;

public sealed class SensorMindTests
{
    private const double RateHz = 10;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A union bound makes it conservative, about half of what was asked: the asked share must not be exceeded.</summary>
    [Theory]
    [InlineData("gaussian")]
    [InlineData("uniform")]
    [InlineData("heavy tails")]
    [InlineData("counts")]
    public void Noise_collapses_no_more_often_than_asked(string noise)
    {
        const double falseAlarm = 0.05;
        const int streams = 150, windows = 4, window = 200;
        int collapsed = 0;
        for (int s = 0; s < streams; s++)
        {
            Random random = new(s);
            SensorMind mind = new(RateHz, DeviceClass.Cloud, falseAlarm);
            for (int w = 0; w < windows; w++)
            {
                bool any = false;
                for (int n = 0; n < window; n++)
                {
                    mind.Observe(Start.AddSeconds((w * window + n) / RateHz), Draw(random, noise));
                    any |= mind.Collapses.Length > 0;
                    mind.EndBeat();
                }

                if (any) collapsed++;
            }
        }

        double share = collapsed / (double)(streams * windows);
        Assert.True(share <= falseAlarm, $"{share:P1} of the windows of {noise} noise collapsed, at most {falseAlarm:P0} were asked for.");
    }

    [Fact]
    public void A_reading_that_repeats_itself_collapses_at_its_period()
    {
        SensorMind mind = new(RateHz, DeviceClass.Cloud, 1e-6);
        Random random = new(1);
        List<Collapse> found = [];
        double[] pattern = [.. Enumerable.Range(0, 19).Select(_ => random.NextDouble())];
        for (int n = 0; n < 1000; n++)
        {
            mind.Observe(Start.AddSeconds(n / RateHz), pattern[n % pattern.Length] + 0.1 * random.NextDouble());
            found.AddRange(mind.Collapses);
            mind.EndBeat();
        }

        int[] lags = [.. mind.LagSeconds.Select(s => (int)Math.Round(s * RateHz))];
        Assert.Contains(19, lags);
        Assert.Contains(found, c => c.Lag == 19);
        double[] byLag = new double[lags.Length];
        mind.ReadLagCoherence(byLag);
        Assert.Equal(19, lags[Array.IndexOf(byLag, byLag.Max())]);
        Assert.True(byLag.Max() > 0.8);
    }

    [Fact]
    public void A_frozen_sensor_is_not_coherent()
    {
        SensorMind mind = new(RateHz, DeviceClass.Cloud, 1e-6);
        for (int n = 0; n < 1000; n++) mind.Observe(Start.AddSeconds(n / RateHz), 21.5);

        Assert.Equal(0, mind.State.Magnitude, 6);
    }

    [Fact]
    public void Unusable_readings_change_nothing_that_is_shown()
    {
        SensorMind mind = new(RateHz, DeviceClass.Cloud, 1e-6);
        mind.Observe(Start, 3);
        mind.Observe(Start.AddSeconds(0.1), double.NaN);
        mind.Observe(Start.AddSeconds(0.2), double.PositiveInfinity);
        mind.EndBeat();

        Assert.Equal((3, 3, 1L), (mind.Value, mind.BeatValue, mind.Readings));
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        SensorMind mind = new(RateHz, DeviceClass.Cloud, 1e-6);
        for (int n = 0; n < 2000; n++) Step(n);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int n = 2000; n < 4000; n++) Step(n);
        }));

        void Step(int n)
        {
            mind.Observe(Start.AddSeconds(n / RateHz), Math.Sin(n * 0.7) + Math.Sin(n * n));
            mind.EndBeat();
        }
    }

    private static double Draw(Random random, string noise) => noise switch
    {
        "gaussian" => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()),
        "uniform" => random.NextDouble(),
        "heavy tails" => Math.Pow(1 - random.NextDouble(), -1 / 1.2), // Pareto without a variance, as network bytes are
        _ => random.Next(0, 3),
    };
}
