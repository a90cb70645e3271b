using Unum.Kairos.Emergence;
using Unum.Kairos.Mesh;

namespace Unum.Simulation;

public sealed class EmergenceSimulation
{
    [Fact]
    public void Meshes_that_must_become_one_do_so_on_every_node()
    {
        MeshKind[] kinds = [MeshKind.PhaseLocked, MeshKind.CommonDrive, MeshKind.Coupled];
        Seeds.Check(90, seed =>
        {
            World world = new(seed, new Plan { Kind = kinds[seed % 3], Nodes = 4 + (seed / 3 % 12) });
            world.Run(120, () => world.Living.All(node => node.Reading.Emerged));
            foreach (SimulatedNode node in world.Living)
                Assert.True(node.Reading.Emerged, $"{world.Plan.Kind}, {world.Plan.Nodes} nodes, {node.Id}: {node.Reading.Explain()}, {Peers(node)}");
        });
    }

    [Fact]
    public void Meshes_that_must_not_become_one_never_do_on_any_node()
    {
        MeshKind[] kinds = [MeshKind.Uncoupled, MeshKind.Antiphase, MeshKind.Clustered, MeshKind.Frozen, MeshKind.Splay];
        Seeds.Check(150, seed =>
        {
            World world = new(seed, new Plan { Kind = kinds[seed % 5], Nodes = 2 * 3 * (1 + (seed / 5 % 2)) });
            world.Run(40);
            foreach (SimulatedNode node in world.Living)
                Assert.False(node.EverEmerged, $"{world.Plan.Kind}, {world.Plan.Nodes} nodes, {node.Id}");
        });
    }

    [Fact]
    public void Two_nodes_in_step_become_one_and_two_that_drift_do_not()
    {
        Seeds.Check(20, seed =>
        {
            EmergenceOptions usual = new();
            World locked = new(seed, new Plan { Kind = MeshKind.PhaseLocked, Nodes = 2, EqualWeights = true, Emergence = usual });
            locked.Run(600, () => locked.Living.All(node => node.Reading.Emerged));
            Assert.All(locked.Nodes, node => Assert.True(node.Reading.Emerged, node.Reading.Explain()));

            World drifting = new(seed, new Plan { Kind = MeshKind.Uncoupled, Nodes = 2, EqualWeights = true });
            drifting.Run(120);
            Assert.All(drifting.Nodes, node => Assert.False(node.EverEmerged));
        });
    }

    [Fact]
    public void A_mesh_that_was_one_falls_apart_when_it_is_split_and_each_whole_part_is_one_again()
    {
        Seeds.Check(15, seed =>
        {
            World world = new(seed, new Plan { Nodes = 10 });
            world.Run(60, () => world.Living.All(node => node.Reading.Emerged));
            world.Network.Groups = [.. Enumerable.Range(0, 10).Select(i => i < 5 ? 0 : 1)];
            world.Network.Faults = NetworkFaults.Calm;
            world.Run(5);
            int[] component = world.Network.Components();
            foreach (SimulatedNode node in world.Living)
                Assert.Equal(component.Count(c => c == component[node.Index]), node.Reading.Nodes);

            world.Network.Groups = null;
            world.Run(60, () => world.Living.All(node => node.Reading.Emerged && node.Reading.Nodes == 10));
            Assert.All(world.Living, node => Assert.True(node.Reading.Emerged && node.Reading.Nodes >= 9, node.Reading.Explain()));
        });
    }

    [Theory]
    [InlineData(MeshKind.PhaseLocked, 1000, true)]
    [InlineData(MeshKind.Uncoupled, 300, false)]
    public void Large_meshes_are_judged_alike(object kind, int nodes, bool one)
    {
        Seeds.Check(1, seed =>
        {
            TimeSpan beat = TimeSpan.FromSeconds(1);
            World world = new(seed, new Plan
            {
                Kind = (MeshKind)kind,
                Nodes = nodes,
                Beat = beat,
                Chords = nodes / 50,
                DecodeOnce = true,
                Faulty = false,
                Mesh = new MeshOptions { BeatPeriod = beat },
                Emergence = new EmergenceOptions { FalseAlarm = 1e-4, Windows = 2 },
                Alpha = 0.6,
            });
            world.Run(11, () => one && world.Living.All(node => node.Reading.Emerged));
            int judged = world.Living.Count(node => node.Reading.Emerged == one);
            Assert.True(judged == nodes, $"{judged} of {nodes}; {world.Nodes[0].Reading}");
        });
    }

    private static string Peers(SimulatedNode node) =>
        string.Join("; ", node.View.Peers(node.Clock.GetUtcNow()).Where(peer => peer.Status != PeerStatus.Live).Select(peer => $"{peer.Id} {peer.Status} {peer.Reason}"));
}
