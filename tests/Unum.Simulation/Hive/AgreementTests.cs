using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Trials;

namespace Unum.Simulation.Hive;

public sealed class AgreementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_loss_crashes_a_parting_a_dead_coordinator_and_three_liars_in_ten_all_honest_reach_one_basin(int seed)
    {
        HiveWorld world = new(seed, honest: 14, liars: 6);
        for (int i = 0; i < 12; i++)
        {
            world.Speak();
            world.Run(2);
        }

        AuthorId first = Assert.NotNull(world.Coordinator);
        if (!world.Liars.Contains(first)) world.Crash(first);
        world.CrashOne();
        world.Parted = true;
        for (int i = 0; i < 6; i++)
        {
            world.Speak();
            world.Run(2);
        }

        Assert.True(world.Honest.Select(static h => h.Basin).Distinct().Count() > 1, $"seed {seed}: parted halves cannot agree");
        world.Parted = false;
        world.Join(lies: false);
        world.RestartAll();
        int seconds = world.RunUntilAgreed(120);
        Assert.True(seconds >= 0, $"seed {seed}: no agreement within 120 seconds");
        HiveInstance[] honest = [.. world.Honest];
        Assert.Equal(15, honest.Length);
        Assert.All(honest, h => Assert.Equal(honest[0].Canonical.Standings, h.Canonical.Standings));
        Assert.InRange(world.Right(honest[0]), .95, 1);
        Assert.All(world.Liars, l => Assert.Equal(0, honest[0].Trust(l)?.Trust ?? 0));
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"seed {seed}: one basin {seconds} s after the parting ended; {honest[0].Count} deltas"));
    }

    [Fact]
    public void When_the_coordinator_dies_the_next_has_the_same_basin_and_the_same_state()
    {
        HiveWorld world = new(4, honest: 8, liars: 0) { Loss = 0 };
        for (int i = 0; i < 4; i++) world.Speak();
        world.Run(20);
        AuthorId before = Assert.NotNull(world.Coordinator);
        Digest256 basin = world.Honest.Single(h => h.Author == before).Basin;
        world.Crash(before);
        world.Run(70);
        AuthorId after = Assert.NotNull(world.Coordinator);
        Assert.NotEqual(before, after);
        HiveInstance next = world.Honest.Single(h => h.Author == after);
        Assert.Equal(basin, next.Basin);
        Assert.InRange(next.Canonical.StateBytes, 1, HiveBasin.MostStateBytes);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(100, 0)]
    [InlineData(100, .3)]
    public void Gossip_brings_all_to_one_set_in_at_most_fifty_rounds(int instances, double loss)
    {
        GossipReport report = GossipTrial.Run(instances, 1, loss, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.InRange(report.Rounds, 1, 50);
        Assert.Equal((instances, 1), (report.Deltas, report.Basins));
        Assert.InRange(report.LargestMessage, 1, GossipMessage.MostBytes);
    }
}
