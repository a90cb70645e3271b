using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Emergence;

namespace Unum.Tests.Kairos.Emergence;

public sealed class EmergenceDetectorTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly double[] Odd =
        [0, 1, -1, .5, 1e-300, 1e300, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, .1, 3];

    [Fact]
    public void A_mesh_of_nobody_is_nobody()
    {
        EmergenceReading reading = new EmergenceDetector().Observe(Start, [], []);
        Assert.Equal(EmergenceReason.NoNodes, reading.Reason);
        Assert.Equal((0, 0, 0, 0), (reading.Coherence, reading.Order, reading.EffectiveNodes, reading.Nodes));
        Assert.Null(reading.UnifiedIdentity);
        Assert.False(reading.MissionEmerged);
    }

    [Fact]
    public void One_node_is_coherent_but_no_mesh()
    {
        EmergenceReading last = Watch(new EmergenceDetector(), 60, 1);
        Assert.Equal(EmergenceReason.TooFewNodes, last.Reason);
        Assert.True(last.MissionEmerged);
        Assert.False(last.Emerged);

        // Not even when asked for: one node's phase agrees with itself by chance always.
        Assert.False(Watch(new EmergenceDetector(new EmergenceOptions { MinEffectiveNodes = 1 }), 60, 1).Emerged);
    }

    [Fact]
    public void Whatever_is_fed_the_numbers_stay_in_their_ranges() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements(Odd).Three().ArrayOf().ArrayOf().ToArbitrary(), beats =>
        {
            EmergenceDetector detector = new(new EmergenceOptions { IntegrationTime = TimeSpan.FromSeconds(.1), WindowIntegrations = 1 });
            for (int beat = 0; beat < beats.Length; beat++)
            {
                Complex[] states = [.. beats[beat].Select(n => new Complex(n.Item1, n.Item2))];
                double[] weights = [.. beats[beat].Select(n => n.Item3)];
                EmergenceReading r = detector.Observe(Start.AddSeconds(.1 * beat), states, weights);
                Assert.InRange(r.Coherence, 0, 1);
                Assert.InRange(r.Order, 0, r.Coherence);
                Assert.InRange(r.EffectiveNodes, r.Nodes == 0 ? 0 : 1 - 1e-12, r.Nodes + 1e-9);
                Assert.True(Complex.IsFinite(r.GlobalPhase));
                Assert.True(double.IsFinite(r.Evidence));
                Assert.Equal(r.Emerged, r.UnifiedIdentity is not null);
                Assert.Equal(r.Emerged, r.Since is not null);
                Assert.NotEmpty(r.Explain());
            }
        }));

    [Fact]
    public void Neither_the_unit_of_the_weights_nor_the_zero_of_the_phase_matters() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 1000).Three().NonEmptyListOf().ToArbitrary(), nodes =>
        {
            Complex[] states = [.. nodes.Select(n => Complex.FromPolarCoordinates(n.Item1 / 1000.0, n.Item2))];
            double[] weights = [.. nodes.Select(n => n.Item3 / 7.0)];
            MeshOrder here = MeshOrder.Measure(states, weights);
            Complex turn = Complex.FromPolarCoordinates(1, 1.234);
            MeshOrder there = MeshOrder.Measure([.. states.Select(h => h * turn)], [.. weights.Select(w => w * 1e200)]);
            Assert.Equal(here.Coherence, there.Coherence, 1e-12);
            Assert.Equal(here.Order, there.Order, 1e-12);
            Assert.Equal(here.EffectiveNodes, there.EffectiveNodes, 1e-9);
            Assert.Equal(0, (here.Phase * turn - there.Phase).Magnitude, 1e-12);
            Assert.Equal(
                ChanceAlignment.LogEvidence(states, weights),
                ChanceAlignment.LogEvidence([.. states.Select(h => h * turn)], [.. weights.Select(w => w * 1e200)]), 1e-5);
        }));

    [Fact]
    public void The_identity_is_the_weighted_mean_and_the_outputs_see_the_same()
    {
        EmergenceReading last = Watch(new EmergenceDetector(), 60, 4);
        Assert.True(last.Emerged);
        Assert.Equal(last.GlobalPhase, last.UnifiedIdentity);
        OneState one = last.ToOneState();
        Assert.Equal((last.At, last.GlobalPhase, last.Coherence, last.Order), (one.At, one.Phase, one.Coherence, one.Order));
        Assert.Equal((last.EffectiveNodes, last.Emerged, last.Since), (one.EffectiveNodes, one.Emerged, one.Since));
        Assert.Equal(last.UnifiedIdentity, one.UnifiedIdentity);
        Assert.InRange(last.Since!.Value, Start.AddSeconds(9), Start.AddSeconds(20));
    }

    [Fact]
    public void What_has_emerged_outlasts_a_dip_and_dissolves_when_order_is_lost()
    {
        EmergenceDetector detector = new();
        Watch(detector, 30, 10);
        Assert.True(detector.Emerged);
        EmergenceReading dip = Watch(detector, 30, 10, from: 30, spread: 1.25);
        Assert.InRange(dip.Order, .70, .75);
        Assert.True(dip.Emerged);
        EmergenceReading lost = Watch(detector, 10, 10, from: 60, spread: 1.6);
        Assert.False(lost.Emerged);
        Assert.Equal(EmergenceReason.Disordered, lost.Reason);
        Assert.False(Watch(detector, 30, 10, from: 70, spread: 1.25).Emerged); // not enough to emerge anew
    }

    [Fact]
    public void A_mesh_that_stops_turning_stops_being_one()
    {
        EmergenceDetector detector = new();
        Watch(detector, 60, 10);
        Assert.True(detector.Emerged);
        EmergenceReading last = default;
        for (int beat = 1; beat <= 600; beat++)
            last = detector.Observe(Start.AddSeconds(60 + .1 * beat), Ones(10), [.. Enumerable.Repeat(1.0, 10)]);
        Assert.Equal(EmergenceReason.Still, last.Reason);
    }

    [Fact]
    public void Losing_the_others_ends_it_at_once()
    {
        EmergenceDetector detector = new();
        Watch(detector, 30, 3);
        Assert.True(detector.Emerged);
        EmergenceReading alone = detector.Observe(Start.AddSeconds(30.1), Ones(3), [1, 0, double.NaN]);
        Assert.Equal(EmergenceReason.TooFewNodes, alone.Reason);
        Assert.Null(alone.Since);
    }

    [Fact]
    public void A_gap_or_a_clock_set_back_starts_over()
    {
        foreach (double jump in new[] { 100, -5 })
        {
            EmergenceDetector detector = new();
            Watch(detector, 30, 3);
            Assert.True(detector.Emerged);
            EmergenceReading after = detector.Observe(Start.AddSeconds(30 + jump), Ones(3), [1, 1, 1]);
            Assert.False(after.Emerged);
            Assert.Equal(EmergenceReason.Forming, after.Reason);
            Assert.Equal(0, after.WindowsPassed);
        }
    }

    [Fact]
    public void Two_locked_nodes_do_not_pass_a_drifting_third_off_as_one()
    {
        // Aligned with the others for some seconds of every 13.
        EmergenceDetector detector = new();
        Complex[] states = new Complex[3];
        bool ever = false;
        for (int beat = 1; beat <= 6000; beat++)
        {
            double t = .1 * beat;
            for (int i = 0; i < 3; i++) states[i] = Complex.FromPolarCoordinates(1, 5 * t + (i == 2 ? .5 * t : 0));
            ever |= detector.Observe(Start.AddSeconds(t), states, [1, 1, 2]).Emerged;
        }

        Assert.False(ever);
    }

    [Fact]
    public void A_beat_allocates_nothing()
    {
        EmergenceDetector detector = new();
        Complex[] states = Ones(50);
        double[] weights = [.. Enumerable.Repeat(1.0, 50)];
        for (int beat = 0; beat < 100; beat++) detector.Observe(Start.AddSeconds(.1 * beat), states, weights);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int beat = 100; beat < 1000; beat++) detector.Observe(Start.AddSeconds(.1 * beat), states, weights);
        }));
    }

    [Fact]
    public void Chance_alignment_is_fair_for_any_weights()
    {
        // The e-value of independent uniform phases has mean 1; Markov: above 1/p at most p of the time.
        Random random = new(3);
        double[] weights = [1, 2, .5];
        Complex[] states = new Complex[3];
        double mean = 0;
        int above = 0;
        const int Draws = 200_000;
        for (int n = 0; n < Draws; n++)
        {
            for (int i = 0; i < 3; i++) states[i] = Complex.FromPolarCoordinates(.4 + .2 * i, Math.Tau * random.NextDouble());
            double log = ChanceAlignment.LogEvidence(states, weights);
            mean += Math.Exp(log) / Draws;
            if (log >= Math.Log(5)) above++;
        }

        Assert.Equal(1, mean, .02);
        Assert.True(above <= Draws / 5);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new EmergenceDetector(new EmergenceOptions { FalseAlarm = 0 }));
        Assert.Equal(nameof(EmergenceOptions.FalseAlarm), error.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmergenceDetector(new EmergenceOptions { OrderThreshold = double.NaN }));
        Assert.Throws<ArgumentException>(() => new EmergenceDetector().Observe(Start, [Complex.One], []));
    }

    // Nodes turning together at 1 Hz, spread evenly over +-spread rad; 10 beats a second.
    private static EmergenceReading Watch(EmergenceDetector detector, double seconds, int nodes, double from = 0, double spread = .2)
    {
        Complex[] states = new Complex[nodes];
        double[] weights = [.. Enumerable.Repeat(1.0, nodes)];
        EmergenceReading reading = default;
        for (int beat = 1; beat <= (int)Math.Round(seconds * 10); beat++)
        {
            double t = from + .1 * beat;
            for (int i = 0; i < nodes; i++)
                states[i] = Complex.FromPolarCoordinates(1, Math.Tau * t + spread * (nodes == 1 ? 0 : 2.0 * i / (nodes - 1) - 1));
            reading = detector.Observe(Start.AddSeconds(t), states, weights);
        }

        return reading;
    }

    private static Complex[] Ones(int count) => [.. Enumerable.Repeat(Complex.One, count)];
}
