using System.Numerics;
using Unum.Kairos.State;

namespace Unum.Tests.Kairos.State;

public sealed class LocalStateTests
{
    [Fact]
    public void Two_hertz_at_a_hundred_samples_a_second_reads_643_without_prediction_and_one_with_it()
    {
        LocalState plain = new(0.1, 0.01, predict: false), predicting = new(0.1, 0.01);
        for (int n = 0; n < 1000; n++)
        {
            Complex z = Complex.FromPolarCoordinates(5, Math.Tau * 2 * n * 0.01);
            plain.Update(z);
            predicting.Update(z);
        }

        Assert.Equal(0.643, plain.Coherence, 5e-4);
        Assert.Equal(1, predicting.Coherence, 1e-9);
        Assert.Equal(Math.Tau * 2, predicting.AngularVelocity, 1e-9);
        // phase of the sample itself, not a smoothed and late one
        Assert.Equal(0, Math.IEEERemainder(predicting.Phase - (Math.Tau * 2 * 9.99), Math.Tau), 1e-9);
        Assert.Equal(Math.Tau * 2 * 9.99, predicting.UnwrappedPhase, 1e-6);
    }

    [Fact]
    public void Without_prediction_it_is_the_missions_recursion()
    {
        Random random = new(4);
        LocalState state = new(0.3, 1, predict: false);
        Complex history = 0;
        for (int n = 0; n < 200; n++)
        {
            Complex phase = Complex.FromPolarCoordinates(1, Math.Tau * random.NextDouble());
            history = (0.3 * phase) + (0.7 * history);
            state.Update(phase);
            Assert.Equal(0, Complex.Abs(history - state.H), 1e-12);
        }
    }

    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    [InlineData(0.4, false)]
    [InlineData(0.4, true)]
    public void Noise_reads_low_and_prediction_gives_it_nothing(double alpha, bool predict)
    {
        Random random = new(6);
        LocalState state = new(alpha, 0.1, predict);
        double sum = 0;
        const int N = 200_000;
        for (int n = 0; n < N; n++)
        {
            state.Update(Complex.FromPolarCoordinates(1, Math.Tau * random.NextDouble()));
            sum += state.Coherence * state.Coherence;
        }

        double expected = alpha / (2 - alpha);
        Assert.Equal(expected, sum / N, 0.03 * expected);
    }

    [Theory]
    [InlineData(0.49)]
    [InlineData(-0.49)]
    [InlineData(0.5)]
    public void Velocity_near_half_a_turn_per_sample_does_not_wrap(double turns)
    {
        LocalState state = new(0.1, 1);
        for (int n = 0; n < 300; n++) state.Update(Complex.FromPolarCoordinates(1, Math.Tau * turns * n));

        Assert.Equal(1, state.Coherence, 1e-9);
        Assert.Equal(0, Math.IEEERemainder(state.AngularVelocity - (Math.Tau * turns), Math.Tau), 1e-9);
    }

    [Fact]
    public void Without_evidence_coherence_decays_and_never_errs()
    {
        LocalState state = new(0.1, 1);
        for (int n = 0; n < 300; n++) state.Update(Complex.FromPolarCoordinates(1, n));
        double before = state.Coherence;

        state.Update(0);
        Assert.Equal(0.9 * before, state.Coherence, 1e-12);
        state.Update(1e-9);
        state.Update(new Complex(double.NaN, 1));
        state.Update(new Complex(double.PositiveInfinity, 0));
        Assert.Equal(Math.Pow(0.9, 4) * before, state.Coherence, 1e-12);

        LocalState frozen = new(0.1, 1);
        for (int n = 0; n < 50; n++) frozen.Update(0);
        Assert.Equal(0, frozen.Coherence);
    }

    [Fact]
    public void A_change_of_velocity_is_learned_within_the_memory()
    {
        LocalState state = new(0.1, 1);
        double phase = 0;
        for (int n = 0; n < 400; n++) state.Update(Complex.FromPolarCoordinates(1, phase += n < 200 ? 0.3 : -0.8));

        Assert.Equal(-0.8, state.AngularVelocity, 1e-6);
        Assert.True(state.Coherence > 0.999, $"coherence {state.Coherence}");
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        LocalState state = new(0.1, 1);
        state.Update(1);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int n = 0; n < 100; n++) state.Update(Complex.ImaginaryOne);
        }));
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalState(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalState(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalState(0.1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalState(0.1, 1, floor: -1));
    }
}
