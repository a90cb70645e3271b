using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Coupling;

namespace Unum.Tests.Kairos.Coupling;

public sealed class KuramotoMeshTests
{
    private const double Dt = .02;

    [Theory] // Kuramoto (1975): R = sqrt(1 - K_c/K) for a Lorentzian, K_c = 2 gamma = 1
    [InlineData(1.2)]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Above_the_critical_coupling_the_order_is_the_theoretical_one(double k) =>
        Assert.Equal(Math.Sqrt(1 - 1 / k), MeanOrder(k), .01);

    [Theory]
    [InlineData(0)]
    [InlineData(.5)]
    [InlineData(.9)]
    public void Below_the_critical_coupling_there_is_no_order(double k) => Assert.True(MeanOrder(k) < .1);

    [Fact]
    public void The_vector_step_is_the_plain_step() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 37).SelectMany(n => Gen.Choose(0, int.MaxValue - 1).Select(seed => (n, seed))).ToArbitrary(), world =>
        {
            Random random = new(world.seed);
            double[] omega = Draw(random, world.n, 20), theta = Draw(random, world.n, Math.PI);
            double coupling = random.NextDouble() * 5;
            KuramotoMesh fast = new(coupling, omega, theta), plain = new(coupling, omega, theta);
            for (int step = 0; step < 50; step++)
            {
                fast.Step(Dt);
                plain.StepReference(Dt);
            }

            for (int i = 0; i < world.n; i++) Assert.Equal(plain.Phases[i], fast.Phases[i], 1e-9);
            Assert.Equal(plain.MeanField.Magnitude, fast.MeanField.Magnitude, 1e-9);
        }));

    [Fact]
    public void Halving_the_step_divides_the_error_by_sixteen()
    {
        double[] omega = [.3, -1.1, .8, .1, -.4], theta = [0, 1, 2, 3, 4];
        double[] truth = Run(.0025), coarse = Run(.08), fine = Run(.04);
        double ratio = Distance(coarse, truth) / Distance(fine, truth);
        Assert.InRange(ratio, 12, 20);

        double[] Run(double dt)
        {
            KuramotoMesh mesh = new(2, omega, theta);
            for (int i = 0; i < (int)Math.Round(8 / dt); i++) mesh.Step(dt);
            return [.. mesh.Phases];
        }

        static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(.5, 1)]
    [InlineData(.98, 1)]
    [InlineData(-2, 2.5)]
    public void Two_nodes_lock_when_the_coupling_makes_good_their_difference(double delta, double k)
    {
        CoupledPair pair = new(delta, k);
        Assert.True(pair.Locks);
        KuramotoMesh mesh = new(k, [1 + delta / 2, 1 - delta / 2], [.4, 0]);
        for (int i = 0; i < 5000; i++) mesh.Step(Dt);
        double gap = mesh.Phases[0] - mesh.Phases[1];
        for (int i = 0; i < 500; i++) mesh.Step(Dt);

        Assert.Equal(gap, mesh.Phases[0] - mesh.Phases[1], 1e-6);
        Complex sync = PhaseCoupling.Sync(Complex.FromPolarCoordinates(1, mesh.Phases[0]), Complex.FromPolarCoordinates(1, mesh.Phases[1]));
        Assert.Equal(Math.Cos(Math.Asin(Math.Abs(delta) / k) / 2), sync.Magnitude, 1e-6);
        Assert.Equal(pair.SyncMagnitude, sync.Magnitude, 1e-6);
    }

    [Fact]
    public void Two_nodes_drift_past_each_other_when_it_does_not()
    {
        CoupledPair pair = new(2, 1);
        Assert.False(pair.Locks);
        Assert.Equal(.268, pair.PhaseLocking, 3);
        Assert.Equal(1.732, pair.BeatFrequency, 3);

        KuramotoMesh mesh = new(1, [2, 0], [0, 0]);
        int steps = (int)Math.Round(200 * Math.Tau / Math.Sqrt(3) / Dt); // 200 whole beats
        Complex locking = Complex.Zero;
        for (int i = 0; i < steps; i++)
        {
            mesh.Step(Dt);
            locking += Complex.FromPolarCoordinates(1.0 / steps, mesh.Phases[0] - mesh.Phases[1]);
        }

        Assert.Equal(.268, locking.Magnitude, .001);
        Assert.Equal(1.732, (mesh.Phases[0] - mesh.Phases[1]) / (steps * Dt), .001);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        KuramotoMesh mesh = new(2, KuramotoMesh.LorentzianFrequencies(100, 0, .5), new double[100]);
        mesh.Step(Dt);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++) mesh.Step(Dt);
        }));
    }

    [Fact]
    public void A_mesh_of_nothing_or_of_unequal_lists_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new KuramotoMesh(1, [], []));
        Assert.Throws<ArgumentException>(() => new KuramotoMesh(1, [1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KuramotoMesh(-1, [1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KuramotoMesh(double.NaN, [1], [1]));
    }

    private static double MeanOrder(double k)
    {
        const int Steps = 10_000;
        KuramotoMesh mesh = new(k, KuramotoMesh.LorentzianFrequencies(1000, 0, .5), Draw(new Random(1), 1000, Math.PI));
        double sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            mesh.Step(Dt);
            if (i >= Steps / 2) sum += mesh.MeanField.Magnitude;
        }

        return sum / (Steps / 2);
    }

    private static double[] Draw(Random random, int count, double reach)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = reach * (2 * random.NextDouble() - 1);
        return values;
    }
}
