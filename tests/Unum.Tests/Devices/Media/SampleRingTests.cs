using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Media;

using SampleRing = Unum.Devices.Sensing.Media.SampleRing;

namespace Unum.Tests.Devices.Media;

public sealed class SampleRingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_full_ring_drops_the_oldest_and_counts_it()
    {
        SampleRing ring = new(3);
        for (int n = 0; n < 5; n++) ring.Add(Sample(n));

        SensorSample[] read = new SensorSample[5];
        Assert.Equal(3, ring.Read(DateTimeOffset.MaxValue, read));
        Assert.Equal([2.0, 3.0, 4.0], read[..3].Select(sample => sample.Value));
        Assert.Equal(2, ring.Dropped);
        Assert.Equal(0, ring.Read(DateTimeOffset.MaxValue, read));
    }

    [Fact]
    public void Only_samples_up_to_now_are_read_and_the_rest_stay()
    {
        SampleRing ring = new(10);
        for (int n = 0; n < 4; n++) ring.Add(Sample(n));
        SensorSample[] read = new SensorSample[10];

        Assert.Equal(2, ring.Read(Start.AddSeconds(1.5), read));
        Assert.Equal(1, ring.Read(DateTimeOffset.MaxValue, read.AsSpan(0, 1)));
        Assert.Equal(2, read[0].Value);
        Assert.Equal(1, ring.Read(DateTimeOffset.MaxValue, read));
    }

    [Fact]
    public void Bursts_are_evened_out_a_drifting_device_is_followed_and_time_never_goes_back()
    {
        TimeSpan period = TimeSpan.FromMilliseconds(10);
        SampleClock clock = new(period, slack: TimeSpan.FromMilliseconds(500));
        Random random = new(3);
        DateTimeOffset last = DateTimeOffset.MinValue;
        double worst = 0;
        for (int n = 0; n < 5000; n++)
        {
            // The device is 1 % slow and delivers in bursts of up to four frames, late by up to 5 ms.
            DateTimeOffset arrival = Start + TimeSpan.FromMilliseconds(10.1 * (n / 4 * 4 + 4) + 5 * random.NextDouble());
            DateTimeOffset at = clock.Next(arrival);
            Assert.True(at >= last, "time does not go back");
            if (n > 1000) worst = Math.Max(worst, Math.Abs((at - last - period).TotalMilliseconds));
            if (n > 1000) Assert.InRange((at - arrival).TotalMilliseconds, -60, 20);
            last = at;
        }

        Assert.True(worst < 1, $"a step was {worst} ms off");
        Assert.Equal(last + TimeSpan.FromHours(1), clock.Next(last + TimeSpan.FromHours(1)));
        Assert.Equal(last + TimeSpan.FromHours(1), clock.Next(last));
    }

    private static SensorSample Sample(int n) => new(Start.AddSeconds(n), n, n);
}
