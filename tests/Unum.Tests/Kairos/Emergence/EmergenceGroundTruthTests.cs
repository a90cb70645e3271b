using System.Numerics;
using Unum.Kairos.Coupling;
using Unum.Kairos.Emergence;

namespace Unum.Tests.Kairos.Emergence;

/// <summary>Meshes whose answer is known, run through the local state recursion and the detector.</summary>
public sealed class EmergenceGroundTruthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory] // R_h = .70 at k = 2 and .77 at k = 2.5 (theory for z: .707 and .775)
    [InlineData(2, false)]
    [InlineData(2.5, true)]
    public void A_Kuramoto_mesh_becomes_one_between_twice_and_two_and_a_half_times_the_critical_coupling(double k, bool emerges)
    {
        Outcome outcome = Kuramoto(k, rotate: true);
        Assert.Equal(emerges, outcome.Last.Emerged);
        Assert.Equal(emerges, outcome.Ever);
        Assert.True(outcome.Last.MissionEmerged, "The mission's number cannot tell.");
        Assert.InRange(outcome.MeanOrder, Math.Sqrt(1 - 1 / k) - .01, Math.Sqrt(1 - 1 / k));
    }

    [Fact]
    public void An_uncoupled_mesh_is_coherent_node_by_node_and_yet_not_one()
    {
        // The mission's recursion (no rotation, alpha .1, 50 samples a second): the .945 of the design.
        Outcome plain = Kuramoto(0, rotate: false, carrier: 0);
        Assert.Equal(.945, plain.MeanCoherence, .005);
        Assert.False(plain.Ever);

        // With the predicted rotation every pure tone is perfectly coherent: the mission's number is fooled completely.
        Outcome ours = Kuramoto(0, rotate: true);
        Assert.Equal(1, ours.MeanCoherence, .005);
        Assert.True(ours.Last.MissionEmerged);
        Assert.False(ours.Ever);
        Assert.True(ours.MeanOrder < .1);
    }

    [Fact]
    public void A_perfect_rhythm_of_two_hertz_becomes_one()
    {
        Outcome ours = Mesh(3, 10, (_, t) => Math.Tau * 2 * t);
        Assert.True(ours.Last.Emerged);
        Assert.Equal(1, ours.Last.Order, 1e-6);
        Assert.NotNull(ours.Last.UnifiedIdentity);

        Outcome plain = Mesh(3, 10, (_, t) => Math.Tau * 2 * t, rotate: false);
        Assert.Equal(.643, plain.Last.Coherence, .0005);
        Assert.False(plain.Ever);
    }

    [Theory]
    [InlineData("uncoupled")]
    [InlineData("frozen apart")]
    [InlineData("frozen together")]
    [InlineData("antiphase")]
    [InlineData("two clusters")]
    [InlineData("three clusters")]
    [InlineData("splay")]
    [InlineData("quarter circle")]
    public void A_mesh_that_only_looks_coherent_does_not_become_one(string kind)
    {
        Random random = new(5);
        double[] own = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())];
        double rhythm(double t) => Math.Tau * 1.5 * t;
        Func<int, double, double> phase = kind switch
        {
            "uncoupled" => (i, t) => Math.Tau * (own[i] + (1 + own[i]) * t),
            "frozen apart" => (i, _) => Math.Tau * own[i],
            "frozen together" => (_, _) => .7,
            "antiphase" => (i, t) => rhythm(t) + i % 2 * Math.PI,
            "two clusters" => (i, t) => rhythm(t) + (i < 4 ? 2 : 0),
            "three clusters" => (i, t) => rhythm(t) + i % 3 * Math.Tau / 3,
            "splay" => (i, t) => rhythm(t) + i * Math.Tau / 12,
            "quarter circle" => (i, t) => Math.PI / 4 * (1 + .4 * Math.Sin((1 + own[i]) * t)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

        Outcome outcome = Mesh(12, 60, phase);
        Assert.False(outcome.Ever, outcome.Last.Explain());
        Assert.True(outcome.Last.MissionEmerged, "These fool the mission's number, or they would prove nothing.");
        Assert.Equal(kind is "frozen together" or "quarter circle" ? EmergenceReason.Still : EmergenceReason.Disordered, outcome.Last.Reason);
    }

    [Theory]
    [InlineData(.5, 1, true)]
    [InlineData(.95, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(1.02, 1, false)] // long near-standstills, short slips
    public void A_pair_becomes_one_when_it_locks(double delta, double k, bool emerges)
    {
        KuramotoMesh mesh = new(k, [7 + delta / 2, 7 - delta / 2], [.3, 0]);
        LocalStates local = new(2);
        EmergenceDetector detector = new(new EmergenceOptions { IntegrationTime = TimeSpan.FromSeconds(.2) });
        Outcome outcome = Run(240, .02, detector, _ =>
        {
            mesh.Step(.02);
            local.Add(mesh.Phases);
            return local.States;
        });
        Assert.Equal(emerges, outcome.Last.Emerged);
        Assert.Equal(emerges, outcome.Ever);
    }

    private static Outcome Kuramoto(double k, bool rotate, double carrier = 5)
    {
        const int Nodes = 1000;
        Random random = new(1);
        double[] theta = [.. Enumerable.Range(0, Nodes).Select(_ => Math.Tau * random.NextDouble())];
        KuramotoMesh mesh = new(k, KuramotoMesh.LorentzianFrequencies(Nodes, carrier, .5), theta);
        LocalStates local = new(Nodes, .1, rotate);
        EmergenceDetector detector = new(new EmergenceOptions { IntegrationTime = TimeSpan.FromSeconds(.2) });
        return Run(200, .02, detector, _ =>
        {
            mesh.Step(.02);
            local.Add(mesh.Phases);
            return local.States;
        });
    }

    private static Outcome Mesh(int nodes, double seconds, Func<int, double, double> phase, bool rotate = true)
    {
        const double Dt = .01;
        LocalStates local = new(nodes, .1, rotate);
        double[] theta = new double[nodes];
        EmergenceDetector detector = new(new EmergenceOptions { IntegrationTime = TimeSpan.FromSeconds(.1) });
        return Run(seconds, Dt, detector, t =>
        {
            for (int i = 0; i < nodes; i++) theta[i] = phase(i, t);
            local.Add(theta);
            return local.States;
        });
    }

    private delegate ReadOnlySpan<Complex> World(double seconds);

    private static Outcome Run(double seconds, double dt, EmergenceDetector detector, World world)
    {
        int steps = (int)Math.Round(seconds / dt);
        double[] weights = [];
        double coherence = 0, order = 0;
        bool ever = false;
        EmergenceReading reading = default;
        for (int i = 1; i <= steps; i++)
        {
            ReadOnlySpan<Complex> states = world(i * dt);
            if (weights.Length != states.Length) weights = [.. Enumerable.Repeat(1.0, states.Length)];
            reading = detector.Observe(Start.AddSeconds(i * dt), states, weights);
            ever |= reading.Emerged;
            if (i <= steps / 2) continue;
            coherence += reading.Coherence;
            order += reading.Order;
        }

        return new Outcome(reading, ever, coherence / (steps - steps / 2), order / (steps - steps / 2));
    }

    private readonly record struct Outcome(EmergenceReading Last, bool Ever, double MeanCoherence, double MeanOrder);
}
