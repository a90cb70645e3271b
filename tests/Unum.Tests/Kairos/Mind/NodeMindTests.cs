using System.Numerics;
using Unum.Kairos.Mesh;
using Unum.Kairos.Mind;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Mind;

public sealed class NodeMindTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Coupled_nodes_become_one_and_uncoupled_ones_do_not()
    {
        Assert.True(Run(coupling: 2).Emerged);
        Assert.False(Run(coupling: 0).Emerged);

        static Unum.Kairos.Emergence.EmergenceReading Run(double coupling)
        {
            double[] hertz = [0.95, 1, 1.05, 1.1];
            NodeMind[] minds = [.. hertz.Select((_, i) => new NodeMind(new NodeMindOptions($"n{i}", DeviceClass.Cloud) { Coupling = coupling }, [10]))];
            for (int n = 0; n < 1500; n++)
            {
                DateTimeOffset now = Start.AddSeconds(n * 0.1);
                List<PhaseMessage> spoken = [];
                for (int i = 0; i < minds.Length; i++)
                {
                    minds[i].Sensors[0].Observe(now, Math.Cos(Math.Tau * hertz[i] * n * 0.1 + i));
                    minds[i].Sensors[0].EndBeat();
                    spoken.Add(minds[i].Beat(now));
                }

                foreach (PhaseMessage message in spoken)
                {
                    foreach (NodeMind mind in minds.Where(m => m.Id != message.NodeId)) Assert.True(mind.Admit(message, now).Accepted);
                }
            }

            return minds[0].One;
        }
    }

    [Fact]
    public void A_node_whose_sensors_disagree_is_not_coherent()
    {
        double[] hertz = [0.7, 1, 1.3, 1.6, 1.9];
        NodeMind mind = new(new NodeMindOptions("n", DeviceClass.Cloud), [.. hertz.Select(_ => 10.0)]);
        double sum = 0;
        for (int n = 0; n < 1000; n++)
        {
            DateTimeOffset now = Start.AddSeconds(n * 0.1);
            for (int i = 0; i < hertz.Length; i++) mind.Sensors[i].Observe(now, Math.Cos(Math.Tau * hertz[i] * n * 0.1));
            mind.Beat(now);
            if (n >= 500) sum += mind.Coherence / 500;
        }

        Assert.All(mind.Sensors, s => Assert.True(s.State.Magnitude > 0.95));
        Assert.InRange(sum, 0.2, 0.6); // about 1/sqrt(5) for phases that have nothing to do with each other
    }

    [Fact]
    public void A_node_without_sensors_says_nothing_and_breaks_nothing()
    {
        NodeMind mind = new(new NodeMindOptions("n", DeviceClass.Pi4), []);

        PhaseMessage message = mind.Beat(Start);

        Assert.Equal((Complex.Zero, 0.0), (message.Phase, message.Coherence));
        Assert.False(mind.One.Emerged);
    }
}
