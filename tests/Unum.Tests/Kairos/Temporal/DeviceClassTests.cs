using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Temporal;

public sealed class DeviceClassTests
{
    [Fact]
    public void The_classes_are_those_of_the_founding_table()
    {
        Assert.Equal((60, 3600), (DeviceClass.Pi2.BaseSeconds, DeviceClass.Pi2.MaxSeconds));
        Assert.Equal((0.01, 1), (DeviceClass.PiZero.BaseSeconds, DeviceClass.PiZero.MaxSeconds));
        Assert.Equal((1, 60), (DeviceClass.Pi4.BaseSeconds, DeviceClass.Pi4.MaxSeconds));
        Assert.Equal((0.1, 600), (DeviceClass.MacMini.BaseSeconds, DeviceClass.MacMini.MaxSeconds));
        Assert.Equal((0.001, 10), (DeviceClass.Cloud.BaseSeconds, DeviceClass.Cloud.MaxSeconds));
        Assert.Equal(5, DeviceClass.All.Count);
    }

    [Theory]
    [InlineData("pi-zero")]
    [InlineData("PiZero")]
    [InlineData("Pi Zero")]
    [InlineData("PI_ZERO")]
    public void A_name_is_understood_however_it_is_written(string name) => Assert.Same(DeviceClass.PiZero, DeviceClass.Parse(name));

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        FormatException e = Assert.Throws<FormatException>(() => DeviceClass.Parse("abacus"));
        Assert.All(DeviceClass.All, c => Assert.Contains(c.Name, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Lags_in_seconds_grow_by_a_constant_factor()
    {
        double[] lags = DeviceClass.MacMini.LagsSeconds(20);
        Assert.Equal(0.1, lags[0], 1e-12);
        Assert.Equal(600, lags[^1], 1e-9);
        for (int i = 2; i < lags.Length; i++) Assert.Equal(lags[1] / lags[0], lags[i] / lags[i - 1], 1e-9);
        Assert.Equal([0.1], DeviceClass.MacMini.LagsSeconds(1));
    }

    [Fact]
    public void Lags_in_samples_are_distinct_and_inside_the_range_at_any_rate()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<int, int, int>((a, b, c) =>
        {
            DeviceClass device = DeviceClass.All[(a & int.MaxValue) % DeviceClass.All.Count];
            int count = 1 + ((b & int.MaxValue) % 64);
            double rate = Math.Pow(10, ((c & int.MaxValue) % 600 / 100.0) - 3);
            int[] lags = device.LagsSamples(count, rate);
            double last = Math.Max(device.MaxSeconds * rate, Math.Round(device.BaseSeconds * rate));
            bool rising = lags.Zip(lags.Skip(1)).All(p => p.First < p.Second);
            bool full = lags.Length == count || lags.Length == (int)Math.Max(1, last + 1e-9) - Math.Max(1, (int)Math.Round(device.BaseSeconds * rate)) + 1;
            return rising && full && lags[0] >= 1 && (lags[^1] <= last + 1e-9 || lags is [1]);
        }));
    }

    [Fact]
    public void A_rate_that_cannot_resolve_the_shortest_lag_starts_at_one_sample()
    {
        Assert.Equal([1, 2, 3, 6, 10], DeviceClass.PiZero.LagsSamples(5, 10));
        Assert.Equal([1], DeviceClass.PiZero.LagsSamples(8, 0.1));
        Assert.Equal([1, 10, 100, 1000, 10_000], DeviceClass.Cloud.LagsSamples(5, 1000));
    }
}
