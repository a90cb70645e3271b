namespace Unum.Simulation;

public sealed class DeterminismSimulation
{
    [Fact]
    public void One_seed_replays_a_world_and_another_does_not()
    {
        Assert.Equal(Trace(7), Trace(7));
        Assert.NotEqual(Trace(7), Trace(8));
    }

    private static string Trace(int seed)
    {
        World world = new(seed, new Plan { Nodes = 7, Keyed = true, Records = true });
        _ = new Attacker(world, seed);
        world.Run(10);
        return string.Join('\n', world.Nodes.Select(node => $"{node.Reading} {node.View.Accepted} {node.Gossip.Duplicates} {world.Network.Frames}"));
    }
}
