using Unum.Hive.Discovery;
using Unum.Hive.Trials;

namespace Unum.Simulation.Hive;

public sealed class DhtTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, .02)]
    public void With_a_third_of_six_hundred_nodes_dead_nearly_every_question_is_answered_in_few_hops(int seed, double loss)
    {
        DhtReport report = DhtTrial.Run(600, .3, 150, seed, loss, TestContext.Current.CancellationToken);
        Assert.InRange(report.Success, .97, 1);
        Assert.InRange(report.HopsP90, 1, 5);
        Assert.InRange(report.Requests, 1, 20);
    }

    [Fact]
    public void One_seed_is_one_world() => Assert.Equal(World(), World());

    [Fact]
    public void Records_outlive_nodes_that_come_and_go_for_an_hour()
    {
        DhtWorld world = new(3, new DhtOptions());
        for (int i = 0; i < 150; i++)
        {
            world.Join();
            world.Run(TimeSpan.FromMilliseconds(200));
        }

        for (int i = 0; i < 12; i++) world.Announce("algebra");
        for (int minute = 0; minute < 60; minute++)
        {
            world.Kill(2);
            world.Join();
            world.Join();
            world.Run(TimeSpan.FromMinutes(1));
        }

        // 120 of 150 died meanwhile: whoever announced and lives published again, at nodes that live.
        int found = 0;
        for (int i = 0; i < 40; i++)
        {
            if (world.Query("algebra", 1).Found > 0) found++;
        }

        Assert.InRange(found, 36, 40);
    }

    private static DhtReport World() => DhtTrial.Run(60, .2, 20, 7, .05, TestContext.Current.CancellationToken);
}
