using Unum.Kairos.Mind;

namespace Unum.Tests.Kairos.Mind;

public sealed class CompanionsTests
{
    private const double BeatSeconds = 0.1;

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(-12)]
    public void Sensors_that_move_together_are_found_at_their_lag(int lag)
    {
        Random random = new(3);
        Companions companions = new(3, BeatSeconds, 1e-6);
        double[] world = [.. Enumerable.Range(0, 1200).Select(_ => random.NextDouble())];
        double[] values = new double[3];
        for (int n = 50; n < 1100; n++)
        {
            // The first follows the second by the lag; the third is on its own.
            values[0] = world[n - lag] + 0.2 * random.NextDouble();
            values[1] = 5 - 3 * world[n] + 0.2 * random.NextDouble();
            values[2] = random.NextDouble();
            companions.Observe(values);
        }

        Companionship found = Assert.Single(companions.Read(10));

        Assert.Equal((0, 1), (found.A, found.B));
        Assert.Equal(lag * BeatSeconds, found.LagSeconds, 9);
        Assert.True(found.Strength > 0.7);
    }

    [Fact]
    public void Unrelated_sensors_are_no_companions()
    {
        Companions companions = new(Companions.MostSensors, BeatSeconds, 1e-6);
        Random random = new(4);
        double[] values = new double[Companions.MostSensors];
        int seen = 0;
        for (int n = 0; n < 1500; n++)
        {
            for (int i = 0; i < values.Length; i++) values[i] = i % 2 == 0 ? random.NextDouble() : Math.Pow(1 - random.NextDouble(), -1 / 1.5);
            companions.Observe(values);
            if (n % 50 == 0) seen += companions.Read(10).Count;
        }

        Assert.Equal(0, seen);
    }

    [Fact]
    public void A_sensor_without_a_reading_yet_is_no_trouble()
    {
        Companions companions = new(2, BeatSeconds, 1e-6);

        for (int n = 0; n < 100; n++) companions.Observe([double.NaN, n]);

        Assert.Empty(companions.Read(10));
    }
}
