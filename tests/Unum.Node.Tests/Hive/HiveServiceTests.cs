using Unum.Node.Hive;

namespace Unum.Node.Tests.Hive;

public sealed class HiveServiceTests
{
    private static readonly float[] Pixels = [.. Enumerable.Range(0, 64).Select(static i => i % 7f)];

    [Fact]
    public async Task What_was_observed_is_shared_by_itself_once_nothing_new_comes()
    {
        Clock clock = new();
        await using HiveService hive = HiveService.Open(null, "one", clock);
        Observe(hive);
        clock.Pass(HiveService.Quiet / 2);
        Observe(hive);
        clock.Pass(HiveService.Quiet * .9);
        hive.Follow();
        Assert.Equal(0, Deltas(hive));

        clock.Pass(HiveService.Quiet * .1);
        hive.Follow();
        Assert.Equal(1, Deltas(hive));

        clock.Pass(HiveService.Quiet);
        hive.Follow();
        Assert.Equal(1, Deltas(hive));
    }

    [Fact]
    public async Task What_was_observed_outlives_a_node_that_stops()
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("unum-hive-").FullName, "hive");
        await using (HiveService hive = HiveService.Open(folder, "one", TimeProvider.System)) Observe(hive);

        await using HiveService again = HiveService.Open(folder, "one", TimeProvider.System);

        Assert.Equal(1, Deltas(again));
    }

    private static void Observe(HiveService hive)
    {
        (string line, float[] psi) = HiveLine.Place(Pixels, null);
        hive.Observe("zero", line, psi);
    }

    private static int Deltas(HiveService hive) => hive.With(HiveLine.Vector, static i => i.Count);

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000) + _passed;

        public override long GetTimestamp() => _passed.Ticks;

        public void Pass(TimeSpan time) => _passed += time;
    }
}
