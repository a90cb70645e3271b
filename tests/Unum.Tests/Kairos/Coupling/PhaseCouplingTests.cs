using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Coupling;

namespace Unum.Tests.Kairos.Coupling;

public sealed class PhaseCouplingTests
{
    private static readonly Arbitrary<(double K, double Phase, double R, double Seconds)> Steps =
        Gen.Choose(0, 1_000_000).Four().Select(n => (n.Item1 / 1e5, n.Item2 / 1e6 * Math.Tau, n.Item3 / 1e6, n.Item4 / 1e5)).ToArbitrary();

    [Fact]
    public void Without_coupling_a_node_only_observes()
    {
        PhaseCoupling coupling = new(0);
        Complex state = new(.3, -.7);
        Assert.Equal(state, coupling.Step(state, Complex.One, 1));
        Assert.Equal(0, coupling.Correction);
    }

    [Fact]
    public void However_strong_and_long_a_step_is_it_never_overshoots() => Check.QuickThrowOnFailure(Prop.ForAll(Steps, step =>
    {
        PhaseCoupling coupling = new(step.K);
        Complex field = Complex.FromPolarCoordinates(step.R, .5);
        Complex before = Complex.FromPolarCoordinates(.8, step.Phase);
        Complex after = coupling.Step(before, field, step.Seconds);
        Assert.Equal(.8, after.Magnitude, 1e-12);
        double x0 = Math.IEEERemainder(before.Phase - .5, Math.Tau), x1 = Math.IEEERemainder(after.Phase - .5, Math.Tau);
        Assert.True(Math.Abs(x1) <= Math.Abs(x0) + 1e-9, "A step must not lead away from the field.");
        Assert.True(x0 * x1 >= -1e-9 || Math.PI - Math.Abs(x0) < 1e-9, "A step must not lead past the field.");
    }));

    [Fact]
    public void A_long_step_is_many_short_ones() => Check.QuickThrowOnFailure(Prop.ForAll(Steps, step =>
    {
        PhaseCoupling whole = new(step.K), parts = new(step.K);
        Complex sensed = Complex.FromPolarCoordinates(1, step.Phase), field = Complex.FromPolarCoordinates(step.R, 1);
        whole.Step(sensed, field, step.Seconds);
        for (int i = 0; i < 10; i++) parts.Step(sensed, field, step.Seconds / 10);
        Assert.Equal(0, Math.IEEERemainder(whole.Correction - parts.Correction, Math.Tau), 1e-6);
    }));

    [Fact]
    public void Real_nodes_lock_as_the_theory_of_two_says()
    {
        const double Dt = .01, K = 1.5, Delta = 1.2;
        PhaseCoupling first = new(K), second = new(K);
        Complex a = Complex.One, b = Complex.One, global = Complex.One;
        for (int i = 1; i <= 4000; i++)
        {
            a = first.Step(Complex.FromPolarCoordinates(1, (3 + Delta / 2) * i * Dt), global, Dt);
            b = second.Step(Complex.FromPolarCoordinates(1, (3 - Delta / 2) * i * Dt), global, Dt);
            global = PhaseCoupling.Sync(a, b);
        }

        // The field is heard one beat late: a little of the angle is paid for that.
        Assert.Equal(new CoupledPair(Delta, K).SyncMagnitude, global.Magnitude, .01);
    }

    [Fact]
    public void A_field_or_state_that_says_nothing_changes_nothing()
    {
        PhaseCoupling coupling = new(2);
        coupling.Step(Complex.One, new Complex(double.NaN, 0), 1);
        coupling.Step(new Complex(double.PositiveInfinity, 0), Complex.One, 1);
        coupling.Step(Complex.Zero, Complex.One, 1);
        coupling.Step(Complex.ImaginaryOne, Complex.Zero, 1);
        Assert.Equal(0, coupling.Correction);
        Assert.Throws<ArgumentOutOfRangeException>(() => coupling.Step(Complex.One, Complex.One, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhaseCoupling(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhaseCoupling(double.PositiveInfinity));
    }
}
