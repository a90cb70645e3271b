using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Witness;

namespace Unum.Tests.Kairos.Witness;

public sealed class WeTrackerTests
{
    [Theory]
    [InlineData(.05, 0, 1)]
    [InlineData(.01, 0, 2)]
    [InlineData(.05, .8, 2)] // streams with a memory of their own
    public void Independent_streams_are_called_a_WE_as_often_as_the_level_says(double level, double memory, int lags)
    {
        int found = 0, leads = 0;
        double gain = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            WeTracker tracker = new(new WeOptions { Level = level, Lags = lags });
            double a = 0, b = 0;
            for (int beat = 0; beat < 300; beat++)
            {
                a = memory * a + random.Normal();
                b = memory * b + random.Normal();
                tracker.Observe(a, b);
            }

            WeReading reading = tracker.Read();
            Assert.Equal(256, reading.Beats);
            Assert.Equal(reading.IsSignificant, reading.Strength > 0);
            if (reading.IsSignificant) found++;
            if (reading.FirstToSecondChance <= .1) leads++;
            gain += reading.FirstToSecond / 1000;
        }

        (int low, int high) = Golden.Binomial(1000, level);
        Assert.InRange(found, low, high);
        (low, high) = Golden.Binomial(1000, .1);
        Assert.InRange(leads, low, high); // each direction alone, at another level
        Assert.Equal(0, gain, .001);      // no bias: bits
    }

    [Theory]
    [InlineData(.3)]
    [InlineData(.6)]
    public void One_that_leads_is_found_with_its_exact_gain(double pull)
    {
        // b is white and a' = .5 a + pull b + noise: to a alone, pull b is just more noise. Ratio of variances 1 + pull^2.
        WeTracker tracker = new(new WeOptions { Window = 40_000 });
        Random random = new(21);
        double a = 0, b = 0;
        for (int beat = 0; beat < 40_100; beat++)
        {
            (a, b) = (.5 * a + pull * b + random.Normal(), random.Normal());
            tracker.Observe(a, b);
        }

        WeReading reading = tracker.Read();
        double truth = .5 * Math.Log2(1 + pull * pull);
        Assert.Equal(truth, reading.SecondToFirst, .01);
        Assert.Equal(0, reading.FirstToSecond, .001);
        Assert.Equal(WeLeader.Second, reading.Leader);
        Assert.Equal(truth / 2, reading.Strength, .005);
        Assert.Equal(-1, reading.Balance);
        Assert.Equal(0, reading.Together, .001);
    }

    [Fact]
    public void Two_that_listen_to_each_other_are_found_in_half_a_minute()
    {
        int both = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            WeTracker tracker = new();
            double a = 0, b = 0;
            for (int beat = 0; beat < 300; beat++)
            {
                (a, b) = (.3 * a + .4 * b + random.Normal(), .3 * b + .4 * a + random.Normal());
                tracker.Observe(a, b);
            }

            WeReading reading = tracker.Read();
            if (reading.Leader == WeLeader.Both && Math.Abs(reading.Balance) < .8) both++;
        }

        Assert.True(both >= 95, FormattableString.Invariant($"{both} of 100"));
    }

    [Fact]
    public void What_happens_in_the_same_beat_is_no_influence()
    {
        // Correlation .6 within the beat, nothing across: -.5 log2(1 - .36) bits together.
        WeTracker tracker = new(new WeOptions { Window = 20_000 });
        Random random = new(3);
        for (int beat = 0; beat < 20_010; beat++)
        {
            double common = random.Normal();
            tracker.Observe(common, .6 * common + .8 * random.Normal());
        }

        WeReading reading = tracker.Read();
        Assert.False(reading.IsSignificant);
        Assert.Equal(0, reading.Strength);
        Assert.Equal(-.5 * Math.Log2(1 - .36), reading.Together, .01);
    }

    [Fact]
    public void The_stream_agrees_with_a_fresh_look_at_its_window() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 1_000_000).Select(n => (Seed: n, Beats: 40 + n % 400, Lags: 1 + n % 4)).ToArbitrary(), world =>
        {
            WeOptions options = new() { Window = 64, Lags = world.Lags, Level = .05 };
            Random random = new(world.Seed);
            List<(double A, double B)> all = [];
            WeTracker stream = new(options);
            double a = 0, b = 0;
            for (int beat = 0; beat < world.Beats; beat++)
            {
                (a, b) = (.6 * a + .3 * b + random.Normal(), .5 * b + random.Normal());
                all.Add((1e6 + a, b - 1e4)); // far from zero, as temperatures in millikelvin might be
                if (random.Next(40) == 0) all[^1] = (double.NaN, 1);
                stream.Observe(all[^1].A, all[^1].B);
            }

            WeReading ours = stream.Read();
            WeReading plain = Reference(all, options);
            Assert.Equal(plain.Beats, ours.Beats);
            Assert.Equal(plain.FirstToSecond, ours.FirstToSecond, 1e-6);
            Assert.Equal(plain.SecondToFirst, ours.SecondToFirst, 1e-6);
            Assert.Equal(plain.FirstToSecondChance, ours.FirstToSecondChance, 1e-6);
        }));

    [Fact]
    public void A_first_value_that_is_missing_costs_no_precision()
    {
        WeOptions options = new() { Lags = 1 };
        WeTracker tracker = new(options);
        Random random = new(5);
        List<(double A, double B)> all = [(double.NaN, 0)];
        for (int beat = 0; beat < 40; beat++) all.Add((1e6 + random.Normal(), random.Normal() - 1e4));
        foreach ((double a, double b) in all) tracker.Observe(a, b);
        Assert.Equal(Reference(all, options).FirstToSecond, tracker.Read().FirstToSecond, 1e-8);
    }

    [Fact]
    public void Exchanging_the_two_exchanges_the_answer() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            WeTracker here = new(), there = new();
            double a = 0, b = 0;
            for (int beat = 0; beat < 200; beat++)
            {
                (a, b) = (.4 * a + .5 * b + random.Normal(), .5 * b + random.Normal());
                here.Observe(a, b);
                there.Observe(7 - 3 * b, 100 * a); // units do not matter either
            }

            WeReading x = here.Read(), y = there.Read();
            Assert.Equal(x.FirstToSecond, y.SecondToFirst, 1e-8);
            Assert.Equal(x.SecondToFirstChance, y.FirstToSecondChance, 1e-8);
            Assert.Equal(x.Strength, y.Strength, 1e-8);
            Assert.Equal(x.Balance, -y.Balance, 1e-8);
            Assert.Equal(x.Together, y.Together, 1e-8);
        }));

    [Fact]
    public void Streams_without_news_are_no_WE()
    {
        foreach (Func<int, (double, double)> streams in new Func<int, (double, double)>[]
        {
            _ => (1, 2),
            t => (Math.Sin(t), 5),
            t => (t % 2, 1e9),
            _ => (double.NaN, 0),
            t => (t % 3 == 0 ? double.PositiveInfinity : t, t),
        })
        {
            WeTracker tracker = new();
            for (int beat = 0; beat < 1000; beat++)
            {
                (double a, double b) = streams(beat);
                tracker.Observe(a, b);
            }

            WeReading reading = tracker.Read();
            Assert.False(reading.IsSignificant);
            Assert.Equal(0, reading.Strength);
        }
    }

    [Fact]
    public void Too_few_beats_say_nothing()
    {
        WeTracker tracker = new();
        Assert.Equal(new WeReading(0, 0, 1, 1, 0, 0, WeLeader.Nobody, 0), tracker.Read());
    }

    [Fact]
    public void A_beat_and_a_reading_allocate_nothing()
    {
        WeTracker tracker = new();
        Random random = new(1);
        for (int beat = 0; beat < 1000; beat++) tracker.Observe(random.NextDouble(), random.NextDouble());
        tracker.Read();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int beat = 0; beat < 1000; beat++) tracker.Observe(random.NextDouble(), random.NextDouble());
            tracker.Read();
        }));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("Lags", Assert.Throws<ArgumentOutOfRangeException>(() => new WeTracker(new WeOptions { Lags = 9 })).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeTracker(new WeOptions { Window = 31 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeTracker(new WeOptions { Level = double.NaN }));
    }

    // Ordinary least squares over the window by Gram-Schmidt on the columns themselves: no moments, no stream.
    private static WeReading Reference(List<(double A, double B)> all, WeOptions options)
    {
        int lags = options.Lags;
        List<double[]> rows = [];
        for (int t = Math.Max(lags, all.Count - options.Window); t < all.Count; t++)
        {
            double[] row = [1, .. Enumerable.Range(1, lags).Select(k => all[t - k].A), .. Enumerable.Range(1, lags).Select(k => all[t - k].B), all[t].A, all[t].B];
            if (row.All(double.IsFinite)) rows.Add(row);
        }

        int n = rows.Count, spare = n - 2 * lags - 1;
        if (n < Math.Max(16, 6 * lags + 2)) return new WeReading(0, 0, 1, 1, 0, 0, WeLeader.Nobody, 0);
        int[] own = [.. Enumerable.Range(1, lags)], other = [.. Enumerable.Range(1 + lags, lags)];
        double aAlone = Rss([0, .. own], 2 * lags + 1), aGiven = Rss([0, .. own, .. other], 2 * lags + 1);
        double bAlone = Rss([0, .. other], 2 * lags + 2), bGiven = Rss([0, .. own, .. other], 2 * lags + 2);
        return new WeReading(
            Bits(bAlone, bGiven), Bits(aAlone, aGiven),
            Distributions.FSurvival((bAlone - bGiven) / lags / (bGiven / spare), lags, spare), 1, 0, 0, WeLeader.Nobody, n);

        double Bits(double alone, double given) => .5 * Math.Log2(alone / (spare + lags) / (given / spare));

        double Rss(int[] columns, int target)
        {
            List<double[]> basis = [];
            foreach (int column in (int[])[.. columns, target])
            {
                double[] x = [.. rows.Select(r => r[column])];
                for (int pass = 0; pass < 2; pass++)
                {
                    foreach (double[] e in basis)
                    {
                        double dot = e.Zip(x, (p, q) => p * q).Sum();
                        for (int i = 0; i < n; i++) x[i] -= dot * e[i];
                    }
                }

                double norm = Math.Sqrt(x.Sum(q => q * q));
                if (column == target) return norm * norm;
                basis.Add([.. x.Select(q => q / norm)]);
            }

            throw new InvalidOperationException();
        }
    }
}
