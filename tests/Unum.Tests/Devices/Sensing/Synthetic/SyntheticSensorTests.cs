using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Synthetic;

namespace Unum.Tests.Devices.Sensing.Synthetic;

public sealed class SyntheticSensorTests
{
    private static readonly SyntheticOptions Basic = new() { Id = "x", RateHz = 100, FrequencyHz = 2, Amplitude = 3, Phase = 0.5 };

    [Fact]
    public void A_tone_is_a_sine()
    {
        SensorSample[] samples = Samples(Basic, 10);
        Assert.Equal(1001, samples.Length);
        for (int n = 0; n < samples.Length; n++)
        {
            Assert.Equal(3 * Math.Sin((Math.Tau * 2 * n / 100) + 0.5), samples[n].Value, 9);
            Assert.Equal(SensorReads.Epoch + TimeSpan.FromSeconds(n / 100.0), samples[n].At);
            Assert.Equal(samples[n].Value, samples[n].Encoded.Real);
        }
    }

    [Fact]
    public void A_chirp_rises()
    {
        SensorSample[] samples = Samples(Basic with { Wave = SyntheticWave.Chirp, SweepHzPerSecond = 0.5 }, 10);
        for (int n = 0; n < samples.Length; n++)
        {
            double t = n / 100.0;
            Assert.Equal(3 * Math.Sin((Math.Tau * ((2 * t) + (0.25 * t * t))) + 0.5), samples[n].Value, 8);
        }
    }

    [Fact]
    public void Noise_has_its_mean_deviation_and_independence()
    {
        double[] noise = [.. Samples(Basic with { Wave = SyntheticWave.Noise, Amplitude = 2, Seed = 3 }, 200).Select(s => s.Value)];
        double n = noise.Length;
        double variance = noise.Sum(v => v * v) / n;
        double lag = noise.Zip(noise.Skip(1), (a, b) => a * b).Sum() / n;
        double fourth = noise.Sum(v => v * v * v * v) / n;
        Assert.InRange(noise.Average(), -5 * 2 / Math.Sqrt(n), 5 * 2 / Math.Sqrt(n));
        Assert.InRange(variance / 4, 1 - (5 * Math.Sqrt(2 / n)), 1 + (5 * Math.Sqrt(2 / n)));
        Assert.InRange(lag / 4, -5 / Math.Sqrt(n), 5 / Math.Sqrt(n));
        Assert.InRange(fourth / (variance * variance), 3 - (5 * Math.Sqrt(24 / n)), 3 + (5 * Math.Sqrt(24 / n)));
    }

    [Fact]
    public void A_drift_walks_as_far_in_a_second_as_told_at_any_rate()
    {
        foreach (double rate in (double[])[10, 1000])
        {
            double[] walks =
            [
                .. Enumerable.Range(0, 400).Select(seed =>
                    Samples(Basic with { Wave = SyntheticWave.Drift, Amplitude = 2, Seed = seed, RateHz = rate }, 1)[^1].Value),
            ];
            Assert.InRange(walks.Sum(v => v * v) / 400 / 4, 0.65, 1.45); // 5 deviations, and the first step counts
        }
    }

    [Fact]
    public void However_the_readings_are_cut_the_signal_is_the_same_and_another_seed_gives_another()
    {
        SyntheticOptions noisy = Basic with { Noise = 0.5, Seed = 9 };
        SensorSample[] whole = Samples(noisy, 5);
        SyntheticSensor sensor = new(noisy);
        List<SensorSample> pieces = [];
        Random random = new(1);
        SensorSample[] some = new SensorSample[7];
        for (double t = 0; t < 5; t += random.NextDouble() * 0.2) pieces.AddRange(some[..sensor.Read(SensorReads.Epoch.AddSeconds(t), some)]);
        pieces.AddRange(sensor.ReadAll(SensorReads.Epoch.AddSeconds(5)));
        Assert.Equal(whole, pieces);
        Assert.NotEqual(whole, Samples(noisy with { Seed = 10 }, 5));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        SyntheticSensor sensor = new(Basic with { Noise = 1 });
        SensorSample[] target = new SensorSample[100];
        sensor.Read(SensorReads.Epoch, target);
        sensor.Read(SensorReads.Epoch.AddSeconds(0.5), target);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 1; i < 50; i++) sensor.Read(SensorReads.Epoch.AddSeconds(i), target);
        }));
    }

    [Fact]
    public void It_says_that_it_is_made_up_and_refuses_what_is_out_of_range()
    {
        Assert.Equal("synthetic", new SyntheticSensor(Basic).Description.Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSensor(Basic with { RateHz = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSensor(Basic with { FrequencyHz = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSensor(Basic with { Noise = -1 }));
    }

    private static SensorSample[] Samples(SyntheticOptions options, double seconds) =>
        new SyntheticSensor(options with { Origin = SensorReads.Epoch }).ReadAll(SensorReads.Epoch.AddSeconds(seconds));
}
