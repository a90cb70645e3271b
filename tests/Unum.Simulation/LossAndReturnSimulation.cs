using Unum.Kairos.Mesh;

namespace Unum.Simulation;

public sealed class LossAndReturnSimulation
{
    [Fact]
    public void A_node_that_dies_fades_is_missed_within_three_beats_and_counts_again_when_it_returns()
    {
        Seeds.Check(100, seed =>
        {
            World world = new(seed, new Plan { Nodes = 2 + (seed % 10), Faulty = false });
            TimeSpan jitter = TimeSpan.FromMilliseconds(20);
            world.Network.Faults = new NetworkFaults(0, 0.2, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1) + jitter);
            world.Run(10);
            SimulatedNode victim = world.Nodes[world.Random.Next(world.Nodes.Count)];

            // Nodes that reach each other only through the victim part; look at those that stay together with another.
            Assert.All(world.Living, node => Assert.Equal(world.Nodes.Count, node.Reading.Nodes));
            victim.Crash();

            double previous = double.MaxValue;
            SimulatedNode witness = world.Living.First();
            TimeSpan beat = world.Plan.Beat * 1.05;
            for (int i = 0; i < 30; i++)
            {
                world.Run(beat.TotalSeconds / 10);
                double weight = witness.Peer(victim.Id)!.Weight;
                Assert.True(weight <= previous, "it only fades");
                previous = weight;
            }

            // A word that was under way when it died, and the tremble of the aligned clocks.
            world.Run(jitter.TotalSeconds * world.Nodes.Count);
            foreach (SimulatedNode node in world.Living)
            {
                MeshPeer peer = node.Peer(victim.Id)!;
                Assert.Equal(PeerStatus.Lost, peer.Status);
                Assert.Equal(0, peer.Weight);
            }

            world.Run(5 * world.Random.NextDouble());
            world.Restart(victim);
            world.Run(5);
            foreach (SimulatedNode node in world.Nodes)
            {
                Assert.Equal(world.Nodes.Count, node.Reading.Nodes);
                Assert.All(node.View.Peers(node.Clock.GetUtcNow()), peer => Assert.Equal(PeerStatus.Live, peer.Status));
            }
        });
    }

    [Fact]
    public void Whatever_the_clocks_say_all_nodes_count_if_none_jumps()
    {
        Seeds.Check(40, seed =>
        {
            World world = new(seed, new Plan { Nodes = 6, MaxSkewSeconds = 50 });
            world.Network.Faults = NetworkFaults.Calm;
            world.Run(60);
            foreach (SimulatedNode node in world.Nodes)
            {
                Assert.Equal(6, node.Reading.Nodes);
                Assert.Equal(0, node.View.Refused(RefusalReason.Stale) + node.View.Refused(RefusalReason.Future) + node.View.Refused(RefusalReason.Quarantined));
            }
        });
    }

    [Fact]
    public void A_node_whose_clock_jumps_does_not_count_anywhere_until_it_has_behaved_and_then_counts_everywhere()
    {
        Seeds.Check(30, seed =>
        {
            World world = new(seed, new Plan { Nodes = 5, MaxSkewSeconds = 10 });
            world.Network.Faults = NetworkFaults.Calm;
            world.Run(10);
            SimulatedNode jumper = world.Nodes[seed % 5];
            jumper.Clock.Jump(TimeSpan.FromSeconds(seed % 2 == 0 ? 6 : -6));
            world.Run(5);
            foreach (SimulatedNode node in world.Nodes.Where(node => node != jumper))
            {
                Assert.Equal(4, node.Reading.Nodes);

                // Set back, it is not even passed on until it is above its past again.
                if (seed % 2 != 0) continue;
                Assert.Equal(PeerStatus.Quarantined, node.Peer(jumper.Id)!.Status);
                Assert.Contains("jumped by", node.Peer(jumper.Id)!.Reason, StringComparison.Ordinal);
            }

            world.Run(30);
            Assert.All(world.Nodes, node => Assert.Equal(5, node.Reading.Nodes));
        });
    }
}
