using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing;

namespace Unum.Tests.Devices.Sensing;

public sealed class SampleRingTests
{
    private static readonly DateTimeOffset Start = SensorReads.Epoch;

    [Fact]
    public void It_is_a_bounded_queue_that_drops_its_oldest() => Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(steps =>
    {
        SampleRing ring = new(16);
        Queue<double> model = new();
        SensorSample[] target = new SensorSample[5];
        long dropped = 0;
        double next = 0;
        foreach (byte step in steps)
        {
            if (step % 4 == 0)
            {
                int n = ring.Take(DateTimeOffset.MaxValue, target.AsSpan(0, step % 5));
                for (int i = 0; i < n; i++) Assert.Equal(model.Dequeue(), target[i].Value);
                Assert.True(n == step % 5 || model.Count == 0, "the ring gave all it had");
            }
            else
            {
                for (int i = 0; i < step % 8; i++)
                {
                    ring.Add(new SensorSample(Start.AddSeconds(next), next, default));
                    model.Enqueue(next++);
                    if (model.Count > 16)
                    {
                        model.Dequeue();
                        dropped++;
                    }
                }
            }
        }

        Assert.Equal(dropped, ring.Dropped);
    }));

    [Fact]
    public void Samples_of_the_future_wait_for_their_time()
    {
        SampleRing ring = new(8);
        for (int i = 0; i < 4; i++) ring.Add(new SensorSample(Start.AddSeconds(i), i, default));
        SensorSample[] target = new SensorSample[8];
        Assert.Equal(2, ring.Take(Start.AddSeconds(1.5), target));
        Assert.Equal(0, ring.Take(Start.AddSeconds(1.5), target));
        Assert.Equal(2, ring.Take(Start.AddSeconds(3), target));
    }

    [Fact]
    public void A_small_step_back_is_clamped_and_a_large_one_starts_the_time_anew()
    {
        SampleRing ring = new(8);
        ring.Add(new SensorSample(Start.AddSeconds(100), 1, default));
        ring.Add(new SensorSample(Start.AddSeconds(99.5), 2, default));
        SensorSample[] target = new SensorSample[8];
        Assert.Equal(2, ring.Take(Start.AddSeconds(100), target));
        Assert.Equal(Start.AddSeconds(100), target[1].At);
        ring.Add(new SensorSample(Start.AddSeconds(101), 3, default));
        ring.Add(new SensorSample(Start.AddSeconds(10), 4, default));
        Assert.Equal(1, ring.Take(Start.AddSeconds(10), target));
        Assert.Equal(4, target[0].Value);
        Assert.Equal(1, ring.Dropped);
    }

    [Fact]
    public void Adding_and_taking_allocates_nothing_once_it_has_grown()
    {
        SampleRing ring = new(256);
        SensorSample[] target = new SensorSample[256];
        void Round()
        {
            for (int i = 0; i < 300; i++) ring.Add(new SensorSample(Start, i, default));
            ring.Take(Start, target);
        }

        Round();
        Assert.Equal(0, Allocation.Of(Round));
    }
}
