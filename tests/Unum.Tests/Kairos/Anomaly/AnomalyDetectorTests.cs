using Unum.Kairos.Anomaly;

namespace Unum.Tests.Kairos.Anomaly;

public sealed class AnomalyDetectorTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(AnomalySense.Value)]
    [InlineData(AnomalySense.Blend)]
    [InlineData(AnomalySense.Coherence)]
    [InlineData(AnomalySense.History)]
    [InlineData(AnomalySense.Velocity)]
    public void Each_sense_finds_the_kind_of_strangeness_that_is_its_own(AnomalySense sense)
    {
        const int onset = 3000, length = 150;
        Random random = new(1);
        double[] values = new double[4000];
        for (int i = 0; i < values.Length; i++)
        {
            int into = i >= onset && i < onset + length ? i - onset : -1;
            double even = 2 * random.NextDouble() - 1;
            values[i] = sense switch
            {
                // even noise in [-1, 1], then a value twice as high
                AnomalySense.Value => into is >= 0 and < 2 ? 2 : even,
                // a day that stands still at its height for half a day
                AnomalySense.Blend => Math.Sin(2 * Math.PI * (into >= 0 ? 0.25 : (i - onset + 72) / 288.0)) + 0.02 * even,
                // noise that turns into a slow swing within its range
                AnomalySense.Coherence => into >= 0 ? 0.9 * Math.Sin(into / 25.0) : even,
                // a spike in 20 rows, then one in 3
                AnomalySense.History => i % (into >= 0 ? 3 : 20) == 0 ? 1 : 0.01 * even,
                // a slow swing, then a jump across it
                _ => into is 0 or 1 ? -1 : Math.Cos((i - onset) / 100.0) + 0.02 * even,
            };
        }

        List<(int Row, AnomalyReading Reading)> alarms = [.. Readings(values).Where(r => r.Row >= 1000 && r.Reading.Score >= AnomalyDetector.AlarmScore)];
        Assert.Contains(alarms, a => a.Row >= onset && a.Row < onset + length && a.Reading.Sense == sense);
        Assert.True(alarms.Count(a => a.Row < onset) <= 4, "few false alarms before");
    }

    [Fact]
    public void A_score_never_depends_on_what_comes_later()
    {
        double[] values = Day(2000, new Random(2));
        double[] other = [.. values];
        for (int i = 1500; i < 2000; i++) other[i] = 1e6 * i;
        Assert.Equal(
            Readings(values).Take(1500).Select(r => r.Reading),
            Readings(other).Take(1500).Select(r => r.Reading));
    }

    [Theory]
    [InlineData(1e-6, 0)]
    [InlineData(1e9, -4e9)]
    public void Units_and_offsets_do_not_matter(double scale, double offset)
    {
        double[] values = Day(2000, new Random(3));
        double[] changed = [.. values.Select(v => scale * v + offset)];
        foreach ((var plain, var scaled) in Readings(values).Zip(Readings(changed)))
            Assert.Equal(plain.Reading.Score, scaled.Reading.Score, 4);
    }

    [Fact]
    public void A_constant_stream_is_never_strange_and_its_first_change_is()
    {
        AnomalyDetector detector = new();
        for (int i = 0; i < 1000; i++) Assert.Equal(0, detector.Observe(Start.AddMinutes(i), 42).Score);
        Assert.True(detector.Observe(Start.AddMinutes(1000), 43).Score > 0.9);
    }

    [Fact]
    public void Pure_noise_raises_few_alarms()
    {
        int alarms = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            double[] noise = [.. Enumerable.Range(0, 5000).Select(_ => Gauss(random))];
            alarms += Readings(noise).Count(r => r.Row >= 750 && r.Reading.Score >= AnomalyDetector.AlarmScore);
        }

        // Records come at 2/n a row and sense: about 19 in 750..5000 for five senses, and fewer go a 1/64 beyond.
        Assert.InRange(alarms / 20.0, 0, 10);
    }

    [Fact]
    public void One_event_is_told_once_not_at_every_row()
    {
        double[] values = Day(4000, new Random(4));
        for (int i = 3000; i < 3100; i++) values[i] += 6;
        Assert.InRange(Readings(values).Count(r => r.Row is >= 3000 and < 3300 && r.Reading.Score >= AnomalyDetector.AlarmScore), 1, 5);
    }

    [Theory]
    [InlineData(double.NaN, "not a number")]
    [InlineData(double.PositiveInfinity, "infinite")]
    [InlineData(-1e300, "beyond 1e120")]
    public void A_value_that_is_no_number_is_refused_with_a_reason_and_leaves_no_trace(double bad, string reason)
    {
        double[] values = Day(1500, new Random(5));
        IAnomalyDetector[] clean = [new AnomalyDetector(), new ValueNovelty()], disturbed = [new AnomalyDetector(), new ValueNovelty()];
        for (int i = 0; i < values.Length; i++)
        {
            for (int d = 0; d < 2; d++)
            {
                if (i % 100 == 50) Assert.Equal(new AnomalyReading(0, AnomalySense.None, reason), disturbed[d].Observe(Start.AddMinutes(5 * i), bad));
                Assert.Equal(clean[d].Observe(Start.AddMinutes(5 * i), values[i]), disturbed[d].Observe(Start.AddMinutes(5 * i), values[i]));
            }
        }
    }

    [Fact]
    public void Repeated_backward_and_irregular_times_break_nothing()
    {
        Random random = new(6);
        AnomalyDetector detector = new();
        DateTimeOffset at = Start;
        for (int i = 0; i < 20_000; i++)
        {
            at = at.AddSeconds(random.Next(10) switch { 0 => 0, 1 => -3600, 2 => 86_400, _ => random.Next(1, 600) });
            AnomalyReading reading = detector.Observe(at, Gauss(random) * Math.Pow(10, random.Next(-3, 4)));
            Assert.Null(reading.Refused);
            Assert.InRange(reading.Score, 0, 1);
        }

        Assert.InRange(detector.Observe(DateTimeOffset.MinValue, 0).Score, 0, 1);
        Assert.InRange(detector.Observe(DateTimeOffset.MaxValue, 0).Score, 0, 1);
    }

    [Fact]
    public void The_jump_over_a_gap_in_time_is_no_velocity()
    {
        // A slow ramp and a smooth return: the value stays in range, only the step over the gap would be new.
        AnomalyDetector steady = new();
        AnomalySense[] after = new AnomalySense[2];
        for (int run = 0; run < 2; run++)
        {
            AnomalyDetector detector = run == 0 ? steady : new();
            for (int i = 0; i < 2000; i++) detector.Observe(Start.AddMinutes(i), Math.Sin(2 * Math.PI * i / 200));
            after[run] = detector.Observe(Start.AddMinutes(run == 0 ? 2000 : 2000 + 60), Math.Sin(2 * Math.PI * 0.5) - 0.9).Sense;
        }

        Assert.Equal(AnomalySense.Velocity, after[0]);
        Assert.NotEqual(AnomalySense.Velocity, after[1]);
    }

    [Fact]
    public void Rows_cost_no_memory()
    {
        AnomalyDetector detector = new();
        for (int i = 0; i < 100; i++) detector.Observe(Start.AddMinutes(i), i % 7);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 10_000; i++) detector.Observe(Start.AddMinutes(i), i % 7);
        }));
    }

    [Fact]
    public void The_largest_numbers_allowed_keep_the_score_finite()
    {
        AnomalyDetector detector = new();
        for (int i = 0; i < 1000; i++)
            Assert.InRange(detector.Observe(Start.AddMinutes(i), (i % 3 - 1) * 1e120).Score, 0, 1);
    }

    [Fact]
    public void Value_novelty_reports_how_far_a_record_leaves_the_range()
    {
        ValueNovelty baseline = new();
        double[] scores = [.. new double[] { 0, 1, 3, 2, -1, 3 }.Select((v, i) => baseline.Observe(Start.AddMinutes(i), v).Score)];
        Assert.Equal([0, 1, 2.0 / 3, 0, 0.25, 0], scores);
    }

    private static List<(int Row, AnomalyReading Reading)> Readings(double[] values)
    {
        AnomalyDetector detector = new();
        return [.. values.Select((v, i) => (i, detector.Observe(Start.AddMinutes(5 * i), v)))];
    }

    // A day's swing of 288 rows with a little noise.
    private static double[] Day(int rows, Random random) =>
        [.. Enumerable.Range(0, rows).Select(i => Math.Sin(2 * Math.PI * i / 288) + 0.05 * Gauss(random))];

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
