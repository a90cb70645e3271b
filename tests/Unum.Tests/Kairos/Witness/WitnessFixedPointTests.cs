using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Witness;

namespace Unum.Tests.Kairos.Witness;

public sealed class WitnessFixedPointTests
{
    private static readonly Arbitrary<LinearSelf> Models = Gen.Choose(-1_000_000, 1_000_000).ArrayOf(9).Select(n =>
    {
        double[] x = [.. n.Select(i => i / 1e6)];
        double sv = Math.Pow(10, 3 * x[6]), sc = Math.Pow(10, 3 * x[7]);
        Matrix2 gain = new(3 * x[0] * x[0] * x[0], x[1] * sv / sc, x[2] * sc / sv, 3 * x[3] * x[3] * x[3]);
        return new LinearSelf(100 * x[4], x[5], sv * x[4], sc * x[5], gain, new Matrix2(sv * sv, .9 * x[8] * sv * sc, .9 * x[8] * sv * sc, sc * sc));
    }).ToArbitrary();

    [Fact]
    public void Every_model_settles_within_the_steps_that_Banach_allows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Models, model =>
        {
            WitnessFixedPoint witness = WitnessFixedPoint.Find(model, 50, .3, 1e-6);
            Assert.InRange(witness.Contraction, 0, WitnessFixedPoint.MostGain);
            Assert.InRange(witness.Steps, 1, witness.StepBound);
            Assert.True(witness.Residual * witness.Contraction / (1 - witness.Contraction) <= 1.001e-6, FormattableString.Invariant($"residual {witness.Residual}"));
            Assert.True(witness.SelfKnowledge >= 0);
            Assert.InRange(witness.Deviation, 0, 64);
        }));

    [Fact]
    public void The_fixed_point_is_the_solution_of_its_linear_equations() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Models, model =>
        {
            WitnessFixedPoint witness = WitnessFixedPoint.Find(model, 0, 0, 1e-9);
            double sv = Math.Sqrt(model.Noise.A), sc = Math.Sqrt(model.Noise.D);
            Matrix2 a = model.Gain;
            if (witness.Shrunk) a = witness.Contraction / (Matrix2.Diagonal(1 / sv, 1 / sc) * a * Matrix2.Diagonal(sv, sc)).Norm * a;

            // m = mu + (I - A)^-1 b, and V = A V A' + Q as four equations in the entries of V.
            (double mv, double mc) = (Matrix2.Diagonal(1, 1) - a).Inverse().Times(model.DriftV, model.DriftC);
            Assert.Equal((model.CentreV + mv) / sv, witness.PhaseVelocity / sv, 1e-6);
            Assert.Equal((model.CentreC + mc) / sc, witness.Coherence / sc, 1e-6);
            Matrix2 q = model.Noise;
            double[] v = Solve(
                [
                    1 - a.A * a.A, -2 * a.A * a.B, -a.B * a.B,
                    -a.A * a.C, 1 - a.A * a.D - a.B * a.C, -a.B * a.D,
                    -a.C * a.C, -2 * a.C * a.D, 1 - a.D * a.D,
                ],
                [q.A, q.B, q.D]);
            Assert.Equal(1, witness.PhaseVelocityDeviation / Math.Sqrt(v[0]), 1e-6);
            Assert.Equal(1, witness.CoherenceDeviation / Math.Sqrt(v[2]), 1e-6);
            double knowledge = .5 * Math.Log2((v[0] * v[2] - v[1] * v[1]) / q.Determinant);
            Assert.Equal(knowledge, witness.SelfKnowledge, 1e-5);
        }));

    [Fact]
    public void Self_knowledge_is_what_the_present_says_about_the_next_beat()
    {
        // An AR(1) with coefficient r beside white noise: -.5 log2(1 - r^2) bits.
        LinearSelf model = new(0, 0, 0, 0, Matrix2.Diagonal(.6, 0), Matrix2.Diagonal(4, 1));
        Assert.Equal(-.5 * Math.Log2(1 - .36), WitnessFixedPoint.Find(model, 0, 0).SelfKnowledge, 1e-6);

        // Noise knows nothing of itself and settles at once.
        WitnessFixedPoint noise = WitnessFixedPoint.Find(new LinearSelf(1, 2, 0, 0, default, Matrix2.Diagonal(4, 1)), 3, 2);
        Assert.Equal(0, noise.SelfKnowledge);
        Assert.Equal(1, noise.Steps);
        Assert.Equal((1, 2), (noise.PhaseVelocity, noise.Coherence));

        // One standard deviation off in one number of two: chi-square of 2 at 1.
        Assert.Equal(.5 / Math.Log(2), noise.Deviation, 1e-9);
    }

    [Fact]
    public void A_self_that_would_never_settle_is_shrunk_and_says_so()
    {
        LinearSelf walk = new(0, 0, 0, 0, Matrix2.Diagonal(1, 1.5), Matrix2.Diagonal(1, 1));
        WitnessFixedPoint witness = WitnessFixedPoint.Find(walk, 10, 10);
        Assert.True(witness.Shrunk);
        Assert.Equal(WitnessFixedPoint.MostGain, witness.Contraction);
        Assert.False(WitnessFixedPoint.Find(new LinearSelf(0, 0, 0, 0, Matrix2.Diagonal(.9, .5), Matrix2.Diagonal(1, 1)), 1, 1).Shrunk);
    }

    [Fact]
    public void A_node_that_watched_itself_expects_to_be_what_it_is_on_average()
    {
        SelfModel model = new(new SelfModelOptions { Memory = 20_000 });
        Random random = new(12);
        double v = 0;
        for (int beat = 0; beat < 20_000; beat++)
        {
            v = .8 * v + .3 * random.Normal();
            model.Observe(6 + v, .7 + .02 * random.Normal());
        }

        WitnessFixedPoint witness = model.Witness();
        Assert.Equal(6, witness.PhaseVelocity, .05);
        Assert.Equal(.7, witness.Coherence, .002);
        Assert.Equal(.5, witness.PhaseVelocityDeviation, .02); // .3 / sqrt(1 - .64)
        Assert.Equal(-.5 * Math.Log2(1 - .64), witness.SelfKnowledge, .03);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        LinearSelf model = new SelfModel().Snapshot();
        Assert.Throws<ArgumentOutOfRangeException>(() => WitnessFixedPoint.Find(model, double.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WitnessFixedPoint.Find(model, 0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => WitnessFixedPoint.Find(model, 0, 0, 0));
        Assert.Equal(0, new SelfModel().Witness().SelfKnowledge);
    }

    private static double[] Solve(double[] m, double[] y)
    {
        double Det(double[] d) =>
            d[0] * (d[4] * d[8] - d[5] * d[7]) - d[1] * (d[3] * d[8] - d[5] * d[6]) + d[2] * (d[3] * d[7] - d[4] * d[6]);
        return [.. Enumerable.Range(0, 3).Select(column =>
        {
            double[] with = [.. m];
            for (int row = 0; row < 3; row++) with[3 * row + column] = y[row];
            return Det(with) / Det(m);
        })];
    }
}
