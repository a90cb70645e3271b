using System.Numerics;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Temporal;

public sealed class CrossCoherenceBankTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(-6)]
    public void The_lag_at_which_two_streams_move_together_stands_out_with_its_sign(int delay)
    {
        Random random = new(1);
        int[] lags = [-9, -6, -3, 0, 2, 4, 8];
        CrossCoherenceBank bank = new(lags, [0], 0.02, 1e-6);
        Complex[] source = [.. Enumerable.Range(0, 1500).Select(_ => Complex.FromPolarCoordinates(1, Math.Tau * random.NextDouble()))];
        List<Collapse> seen = [];
        Collapse[] room = new Collapse[8];
        for (int n = 20; n < source.Length - 20; n++)
        {
            // v is u as it was `delay` samples ago, a quarter turn ahead
            int found = bank.Update(source[n - delay] * Complex.ImaginaryOne, source[n], room);
            seen.AddRange(room[..found]);
        }

        for (int l = 0; l < lags.Length; l++)
        {
            if (lags[l] == delay)
            {
                Assert.Equal(1, bank.Intensity(l, 0), 1e-9);
                Assert.Equal(Math.PI / 2, bank.Coherence(l, 0).Phase, 1e-9);
            }
            else
            {
                Assert.True(bank.Intensity(l, 0) < 0.2, $"lag {lags[l]} is not theirs");
            }
        }

        Collapse only = Assert.Single(seen);
        Assert.Equal(delay, only.Lag);
    }

    [Fact]
    public void A_stream_against_itself_is_the_bank_of_one_stream()
    {
        Random random = new(2);
        int[] lags = [1, 5, 17];
        double[] omegas = [0, 0.4];
        TemporalCoherenceBank one = new(lags, omegas, 0.05, 1e-3);
        CrossCoherenceBank two = new(lags, omegas, 0.05, 1e-3), mirrored = new([-1, -5, -17], [0, -0.4], 0.05, 1e-3);
        for (int n = 0; n < 500; n++)
        {
            Complex v = new(random.NextDouble() - 0.4, random.NextDouble() - 0.4);
            one.Update(v);
            two.Update(v, v);
            mirrored.Update(v, v);
        }

        for (int l = 0; l < lags.Length; l++)
        {
            for (int f = 0; f < omegas.Length; f++)
            {
                Assert.Equal(one.Coherence(l, f), two.Coherence(l, f));
                Assert.Equal(0, Complex.Abs(Complex.Conjugate(one.Coherence(l, f)) - mirrored.Coherence(l, f)), 1e-12);
            }
        }
    }

    [Fact]
    public void Two_streams_of_which_one_is_frozen_do_not_cohere()
    {
        CrossCoherenceBank bank = new([0, 1], [0], 0.05, 1e-3);
        Collapse[] room = new Collapse[2];
        int found = 0;
        for (int n = 0; n < 500; n++) found += bank.Update(Complex.FromPolarCoordinates(1, n), 0, room);

        Assert.Equal(0, found);
        Assert.Equal(0, bank.Intensity(0, 0));
    }
}
