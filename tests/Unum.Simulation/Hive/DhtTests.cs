using Unum.Hive.Discovery;
using Unum.Hive.Trials;

namespace Unum.Simulation.Hive;

public sealed class DhtTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, .02)]
    public void With_a_third_of_four_hundred_nodes_dead_nearly_every_question_is_answered_in_few_hops(int seed, double loss)
    {
        DhtReport report = DhtTrial.Run(400, .3, 150, seed, loss, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(report.Success, .97, 1);
        Assert.InRange(report.HopsP90, 1, 5);
        Assert.InRange(report.RequestsPerLookup, 1, 20);
    }

    [Fact]
    public void Of_a_thousand_nodes_three_in_ten_die_and_all_but_one_in_a_hundred_questions_are_answered()
    {
        DhtReport report = DhtTrial.Run(1000, .3, 300, 11, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(300, report.Lookups);
        Assert.InRange(report.Success, .99, 1);
        Assert.InRange(report.HopsP90, 1, 4);
        Assert.InRange(report.RequestsPerLookup, 1, 12);
        Assert.InRange(report.TableMost, 1, 400);
    }

    [Fact]
    public void Questions_are_answered_while_a_third_of_the_nodes_leaves_and_others_join()
    {
        DhtReport report = DhtTrial.Run(200, .2, 100, 12, churn: .3, minutes: 12, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(report.Lookups, 95, 100);
        Assert.InRange(report.Success, .98, 1);
        Assert.InRange(report.Alive, .5, 1);
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

    private static DhtReport World() => DhtTrial.Run(60, .2, 20, 7, .05, .2, cancellationToken: TestContext.Current.CancellationToken);
}
