using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Temporal;

public sealed class TemporalCoherenceBankTests
{
    private const double Lambda = 0.02;

    [Fact]
    public void A_complex_tone_reads_one_at_frequency_zero()
    {
        TemporalCoherenceBank bank = new([1, 5, 40], [0], Lambda, 1e-3);
        for (int n = 0; n < 2000; n++) bank.Update(Complex.FromPolarCoordinates(3, 0.7 * n));

        for (int l = 0; l < 3; l++)
        {
            Assert.Equal(1, bank.Intensity(l, 0), 1e-9);
            // T turns by nu tau: the argument is the angle between the two moments
            Assert.Equal(0, Complex.Abs(bank.Coherence(l, 0) - Complex.FromPolarCoordinates(1, 0.7 * bank.Lags[l])), 1e-9);
        }
    }

    [Fact]
    public void A_chirp_of_rate_b_reads_one_at_minus_b_tau_and_not_elsewhere()
    {
        const double Rate = 0.01;
        int[] lags = [2, 10, 25];
        TemporalCoherenceBank bank = new(lags, [-Rate * 2, -Rate * 10, -Rate * 25, 0.4], Lambda, 1e-3);
        for (int n = 0; n < 2000; n++) bank.Update(Complex.FromPolarCoordinates(1, Rate / 2 * n * n));

        for (int l = 0; l < lags.Length; l++)
        {
            Assert.Equal(1, bank.Intensity(l, l), 1e-9);
            Assert.True(bank.Intensity(l, 3) < 0.01, "a chirp is not coherent at a frequency that is not its own");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    public void A_real_tone_reads_the_squared_cosine_at_frequency_zero(int lag)
    {
        const double Nu = 0.5;
        TemporalCoherenceBank bank = new([lag], [0], 0.001, 1e-3, VelocityKind.Real);
        for (int n = 0; n < 20_000; n++) bank.Update(Math.Cos(Nu * n));

        Assert.Equal(Math.Pow(Math.Cos(Nu * lag), 2), bank.Intensity(0, 0), 5e-3);
    }

    [Fact]
    public void Every_cell_equals_the_sum_it_stands_for()
    {
        Random random = new(3);
        int[] lags = [1, 4, 9, 33];
        double[] omegas = [0, 0.2, -1.3];
        TemporalCoherenceBank bank = new(lags, omegas, Lambda, 1e-3);
        List<Complex> v = [];
        for (int n = 0; n < 300; n++)
        {
            v.Add(new Complex(random.NextDouble() - 0.3, random.NextDouble() - 0.6));
            bank.Update(v[^1]);
        }

        for (int l = 0; l < lags.Length; l++)
        {
            for (int f = 0; f < omegas.Length; f++)
            {
                Complex s = 0;
                double now = 0, then = 0;
                for (int k = 0; k < v.Count; k++)
                {
                    double weight = Math.Pow(1 - Lambda, v.Count - 1 - k);
                    now += weight * Math.Pow(Complex.Abs(v[k]), 2);
                    if (k < lags[l]) continue;
                    then += weight * Math.Pow(Complex.Abs(v[k - lags[l]]), 2);
                    s += weight * v[k] * Complex.Conjugate(v[k - lags[l]])
                        * Complex.FromPolarCoordinates(1, -omegas[f] * (v.Count - 1 - k));
                }

                Assert.Equal(0, Complex.Abs((s / Math.Sqrt(now * then)) - bank.Coherence(l, f)), 1e-12);
            }
        }
    }

    [Fact]
    public void Intensity_never_leaves_zero_to_one_whatever_comes()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<double[], int>((values, seed) =>
        {
            Random random = new(seed);
            TemporalCoherenceBank bank = new([1, 2, 6], [0, random.NextDouble(), -2], 0.01 + (0.9 * random.NextDouble()), 0.01);
            double size = Math.Pow(10, random.Next(-90, 90));
            foreach (double x in values.Concat(Enumerable.Range(0, 40).Select(_ => random.NextDouble())))
            {
                bank.Update(new Complex(x * size, random.NextDouble() * x));
                for (int cell = 0; cell < 9; cell++)
                {
                    if (!(bank.Intensity(cell / 3, cell % 3) is >= 0 and <= 1)) return false;
                    if (!(Complex.Abs(bank.Coherence(cell / 3, cell % 3)) <= 1 + 1e-9)) return false;
                }
            }

            return true;
        }));
    }

    [Fact]
    public void A_lasting_lock_is_one_collapse_and_a_new_lock_another()
    {
        Random random = new(11);
        TemporalCoherenceBank bank = new([5], [0], Lambda, 1e-6);
        Collapse[] room = new Collapse[4];
        List<Collapse> seen = [];
        for (int n = 0; n < 4000; n++)
        {
            bool locked = n % 2000 is >= 500 and < 1500;
            Complex v = Complex.FromPolarCoordinates(1, locked ? 0.3 * n : Math.Tau * random.NextDouble());
            int found = bank.Update(v, room);
            seen.AddRange(room[..found]);
        }

        Assert.Equal(2, seen.Count);
        Assert.InRange(seen[0].Sample, 500, 600);
        Assert.InRange(seen[1].Sample, 2500, 2600);
        Assert.All(seen, c => Assert.True(c.Lag == 5 && c.Omega == 0 && c.Intensity >= c.Threshold));
        Assert.False(bank.IsLocked(0, 0), "the lock ended long ago");
    }

    [Fact]
    public void Collapses_that_do_not_fit_are_reported_by_the_next_call()
    {
        TemporalCoherenceBank bank = new([1, 2, 3, 4, 5], [0], Lambda, 1e-3);
        Collapse[] room = new Collapse[2];
        HashSet<int> lags = [];
        int total = 0;
        for (int n = 0; n < 400; n++)
        {
            int found = bank.Update(Complex.FromPolarCoordinates(1, n), room);
            total += found;
            foreach (Collapse c in room[..found]) lags.Add(c.Lag);
        }

        Assert.Equal(5, total);
        Assert.Equal([1, 2, 3, 4, 5], lags.Order());
    }

    [Fact]
    public void A_stream_that_falls_silent_is_not_coherent()
    {
        TemporalCoherenceBank bank = new([3], [0], Lambda, 1e-3);
        for (int n = 0; n < 1000; n++) bank.Update(1);
        Assert.Equal(1, bank.Intensity(0, 0), 1e-9);

        for (int n = 0; n < 40; n++) bank.Update(0); // ln 2 / lambda = 35 samples empty half of the window
        Assert.Equal(0, bank.Intensity(0, 0));
    }

    [Fact]
    public void What_is_not_a_number_is_no_evidence_and_does_no_lasting_harm()
    {
        TemporalCoherenceBank bank = new([3], [0], Lambda, 1e-3), clean = new([3], [0], Lambda, 1e-3);
        for (int n = 0; n < 500; n++)
        {
            Complex v = Complex.FromPolarCoordinates(1, 0.2 * n);
            bool bad = n % 50 == 7;
            bank.Update(bad ? new Complex(n % 100 == 7 ? double.NaN : double.PositiveInfinity, 1) : v);
            clean.Update(bad ? 0 : v);
        }

        Assert.Equal(clean.Intensity(0, 0), bank.Intensity(0, 0));
        Assert.InRange(bank.Intensity(0, 0), 0.9, 1);
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        TemporalCoherenceBank bank = new([1, 2, 50], [0, 0.1, 0.2], Lambda, 1e-3);
        CrossCoherenceBank cross = new([-5, 0, 5], [0, 0.1], Lambda, 1e-3);
        BlockedCoherenceBank blocked = new([1, 2, 50], [0, 0.1, 0.2], Lambda, 1e-3);
        Collapse[] room = new Collapse[9];
        float[] re = [.. Enumerable.Range(0, 640).Select(n => MathF.Cos(n))], im = [.. Enumerable.Range(0, 640).Select(n => MathF.Sin(n))];
        void Update()
        {
            for (int n = 0; n < re.Length; n++)
            {
                bank.Update(new Complex(re[n], im[n]), room);
                cross.Update(re[n], im[n], room);
            }

            blocked.Update(re, im, room);
        }

        Update();
        Assert.Equal(0, Allocation.Of(Update));
    }

    [Fact]
    public void Reset_leaves_nothing_behind()
    {
        TemporalCoherenceBank used = new([1, 7], [0, 0.3], Lambda, 1e-3), fresh = new([1, 7], [0, 0.3], Lambda, 1e-3);
        for (int n = 0; n < 300; n++) used.Update(Complex.FromPolarCoordinates(2, n));
        used.Reset();
        for (int n = 0; n < 100; n++)
        {
            Complex v = Complex.FromPolarCoordinates(1, 0.01 * n * n);
            used.Update(v);
            fresh.Update(v);
        }

        Assert.Equal(fresh.Count, used.Count);
        for (int cell = 0; cell < 4; cell++)
        {
            Assert.Equal(fresh.Intensity(cell / 2, cell % 2), used.Intensity(cell / 2, cell % 2));
            Assert.Equal(fresh.Threshold(cell / 2, cell % 2), used.Threshold(cell / 2, cell % 2));
        }
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalCoherenceBank([0], [0], 0.1, 0.1));
        Assert.Throws<ArgumentException>(() => new TemporalCoherenceBank([], [0], 0.1, 0.1));
        Assert.Throws<ArgumentException>(() => new TemporalCoherenceBank([1], [], 0.1, 0.1));
        Assert.Throws<ArgumentException>(() => new TemporalCoherenceBank([1], [double.NaN], 0.1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalCoherenceBank([1], [0], 0, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalCoherenceBank([1], [0], 1.1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalCoherenceBank([1], [0], 0.1, 0));
        TemporalCoherenceBank bank = new([1], [0], 0.1, 0.1);
        Assert.Throws<ArgumentOutOfRangeException>(() => bank.Intensity(0, 1));
        Assert.ThrowsAny<Exception>(() => bank.Intensity(1, 0));
    }
}
