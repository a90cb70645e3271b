using System.Numerics;

namespace Unum.Simulation;

public sealed class AgreementSimulation
{
    [Fact]
    public void After_quiescence_all_nodes_of_a_connected_part_see_the_same_global_phase()
    {
        MeshKind[] kinds = [MeshKind.PhaseLocked, MeshKind.Uncoupled, MeshKind.Coupled, MeshKind.Splay];
        Seeds.Check(80, seed =>
        {
            World world = new(seed, new Plan { Kind = kinds[seed % 4], Nodes = 3 + (seed % 13), Chords = seed % 5 });
            Random random = world.Random;
            for (int event_ = 0; event_ < 6; event_++)
            {
                Disturb(world, random);
                world.Run(2 + (3 * random.NextDouble()));
            }

            foreach (SimulatedNode node in world.Living) node.Hold();
            world.Network.Faults = NetworkFaults.Calm;
            world.Run(25);

            int[] component = world.Network.Components();
            foreach (IGrouping<int, SimulatedNode> part in world.Living.GroupBy(node => component[node.Index]))
            {
                Complex first = part.First().GlobalPhase();
                foreach (SimulatedNode node in part)
                {
                    Assert.True(
                        (node.GlobalPhase() - first).Magnitude < 1e-12,
                        $"{node.Id} sees {node.GlobalPhase()}, {part.First().Id} {first}; {part.Count()} nodes; {Others(node)}");
                    Assert.Equal(part.Count(), node.Reading.Nodes);
                }
            }
        });
    }

    // Cut, heal, kill, bring back, set a clock, change the weather.
    private static void Disturb(World world, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                world.Network.Groups = [.. world.Nodes.Select(_ => random.Next(2))];
                break;
            case 1:
                world.Network.Groups = null;
                break;
            case 2 when world.Living.Count() > 2:
                world.Nodes[random.Next(world.Nodes.Count)].Crash();
                break;
            case 3:
                foreach (SimulatedNode node in world.Nodes.Where(node => !node.Alive).ToList()) world.Restart(node);
                break;
            case 4:
                world.Nodes[random.Next(world.Nodes.Count)].Clock.Jump(TimeSpan.FromSeconds((random.NextDouble() * 8) - 4));
                break;
            default:
                world.Network.Faults = NetworkFaults.Drawn(random) with { Loss = 0.5 * random.NextDouble() };
                break;
        }
    }

    private static string Others(SimulatedNode node) => string.Join(
        "; ", node.View.Peers(node.Clock.GetUtcNow()).Select(peer => $"{peer.Id} {peer.Weight:F2} {peer.Status} {peer.Reason} {peer.LastRefusal}"));
}
