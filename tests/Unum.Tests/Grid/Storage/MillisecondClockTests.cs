using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

public sealed class MillisecondClockTests
{
    [Fact]
    public void It_follows_the_systems_clock_to_a_few_ticks()
    {
        MillisecondClock clock = new(TimeProvider.System);
        for (int i = 0; i < 200_000; i++)
        {
            long before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            long now = clock.Now();
            Assert.InRange(now, before - 50, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 50);
        }
    }

    [Fact]
    public void Another_provider_is_asked_each_time()
    {
        ManualTime time = new(1000);
        MillisecondClock clock = new(time);
        Assert.Equal(1000, clock.Now());
        time.Milliseconds += 1;
        Assert.Equal(1001, clock.Now());
    }
}
