using Unum.Kairos.Mesh;

namespace Unum.Simulation;

public sealed class AttackSimulation
{
    [Fact]
    public void No_refused_message_ever_changes_what_counts_and_the_mesh_under_attack_becomes_one()
    {
        Seeds.Check(40, seed =>
        {
            World world = new(seed, new Plan { Nodes = 4 + (seed % 5), Keyed = true, Records = true, ChecksRefusals = true });
            Attacker attacker = new(world, seed);
            world.Run(8);
            SimulatedNode victim = world.Nodes[seed % world.Nodes.Count];
            victim.Crash();
            world.Run(3);
            world.Restart(victim);
            world.Run(60, () => world.Living.All(node => node.Reading.Emerged));

            Assert.True(attacker.Sent > 300);
            foreach (SimulatedNode node in world.Nodes)
            {
                Assert.True(node.Reading.Emerged, $"{node.Id}: {node.Reading.Explain()}");
                Assert.Equal(0, node.RefusedButEffective);
                Assert.True(node.Gossip.Refused(RefusalReason.Unauthenticated) > 0);
                Assert.True(node.Gossip.Refused(RefusalReason.Malformed) > 0);
                Assert.True(node.Gossip.Refused(RefusalReason.Oversized) > 0);
                Assert.All(node.View.Peers(node.Clock.GetUtcNow()), peer => Assert.Contains(peer.Id, world.Nodes.Select(n => n.Id)));
            }
        });
    }

    [Fact]
    public void A_dead_node_is_not_brought_to_life_by_its_recordings()
    {
        Seeds.Check(40, seed =>
        {
            World world = new(seed, new Plan { Nodes = 4, Keyed = true, Records = true, Faulty = seed % 2 == 0 });
            _ = new Attacker(world, seed);
            world.Run(15);
            SimulatedNode victim = world.Nodes[seed % 4];
            victim.Crash();

            // Frames under way, and what the attacker has that not everyone got, may come late; they are as old as they are.
            world.Run((3 * world.Plan.Beat.TotalSeconds) + 0.5);
            for (int i = 0; i < 60; i++)
            {
                world.Run(1);
                foreach (SimulatedNode node in world.Living) Assert.Equal(0, node.Peer(victim.Id)!.Weight);
            }
        });
    }
}
