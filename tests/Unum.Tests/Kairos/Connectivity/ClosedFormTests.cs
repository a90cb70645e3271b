using Unum.Kairos.Connectivity;

namespace Unum.Tests.Kairos.Connectivity;

/// <summary>Values known without computing them by the same sums.</summary>
public sealed class ClosedFormTests
{
    [Theory]
    [InlineData(.001)]
    [InlineData(.3)]
    [InlineData(1.5)]
    [InlineData(2.8)]
    [InlineData(-.7)]
    public void Two_tones_with_a_fixed_lag_are_locked_whatever_the_lag(double lag)
    {
        ConnectivityTracker tracker = new(2);
        for (int t = 0; t < 1000; t++) Feed(tracker, (.1 * t) + lag, .1 * t, 2, .5);

        Assert.Equal(1, tracker[ConnectivityMeasure.Plv, 0, 1], 1e-7);
        Assert.Equal(1, tracker[ConnectivityMeasure.Ppc, 0, 1], 1e-7);
        Assert.Equal(1, tracker[ConnectivityMeasure.CiPlv, 0, 1], 1e-6);
        Assert.Equal(1, tracker[ConnectivityMeasure.Coherence, 0, 1], 1e-7);
        Assert.Equal(Math.Sin(lag), tracker[ConnectivityMeasure.ImaginaryCoherence, 0, 1], 1e-7);
        Assert.Equal(-Math.Sin(lag), tracker[ConnectivityMeasure.ImaginaryCoherence, 1, 0], 1e-7);
        Assert.Equal(1, tracker[ConnectivityMeasure.Pli, 0, 1]);
        Assert.Equal(1, tracker[ConnectivityMeasure.Wpli, 0, 1], 1e-12);
        Assert.Equal(1, tracker[ConnectivityMeasure.Wpli2Debiased, 0, 1], 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(3.3)]
    public void A_copy_is_locked_but_nothing_lags(float factor)
    {
        Random random = new(5);
        ConnectivityTracker tracker = new(2, .01);
        for (int t = 0; t < 500; t++)
        {
            float re = (float)random.NextDouble() - .5f, im = (float)random.NextDouble() - .5f;
            tracker.Update([re, factor * re], [im, factor * im]);
        }

        Assert.Equal(1, tracker[ConnectivityMeasure.Plv, 0, 1], 1e-7);
        Assert.Equal(1, tracker[ConnectivityMeasure.Coherence, 0, 1], 1e-7);
        Assert.Equal(0, tracker[ConnectivityMeasure.CiPlv, 0, 1]);
        Assert.Equal(0, tracker[ConnectivityMeasure.ImaginaryCoherence, 0, 1], 1e-7);
        if (Math.Abs(factor) != 1) return;

        // Bit for bit the same phase: not even rounding makes a sign. (3.3 x, rounded to float, is another phase.)
        Assert.Equal(0, tracker[ConnectivityMeasure.Pli, 0, 1]);
        Assert.Equal(0, tracker[ConnectivityMeasure.Wpli, 0, 1]);
        Assert.Equal(0, tracker[ConnectivityMeasure.Wpli2Debiased, 0, 1]);
    }

    [Fact]
    public void Von_Mises_phase_differences_lock_as_the_ratio_of_Bessel_functions()
    {
        // For concentration k the mean phasor is I1(k)/I0(k): .446390 at 1, .697775 at 2, .893374 at 5 (Abramowitz and Stegun, table 9.8).
        foreach ((double k, double expected) in new[] { (1, .446390), (2, .697775), (5, .893374) })
        {
            Random random = new(11);
            ConnectivityTracker tracker = new(2);
            for (int t = 0; t < 100_000; t++)
            {
                double phase = 2 * Math.PI * random.NextDouble();
                Feed(tracker, phase + VonMises(random, k), phase, random.NextDouble() + .1, 1);
            }

            Assert.Equal(expected, tracker[ConnectivityMeasure.Plv, 0, 1], .006);
            Assert.Equal(expected * expected, tracker[ConnectivityMeasure.Ppc, 0, 1], .009);
            Assert.True(tracker[ConnectivityMeasure.CiPlv, 0, 1] < .02, "symmetric about no lag");
            Assert.True(tracker[ConnectivityMeasure.Pli, 0, 1] < .015, "as often ahead as behind");
        }
    }

    [Fact]
    public void Over_independent_noise_the_unbiased_measures_average_to_zero_and_plv_does_not()
    {
        const int Trials = 4000, Samples = 20;
        foreach (double forget in new[] { 0, .1 })
        {
            Random random = new(17);
            double plv2 = 0, ppc = 0, debiased = 0, effective = 0;
            ConnectivityTracker tracker = new(2, forget);
            for (int trial = 0; trial < Trials; trial++)
            {
                tracker.Reset();
                for (int t = 0; t < Samples; t++) tracker.Update([Normal(random), Normal(random)], [Normal(random), Normal(random)]);
                plv2 += Math.Pow(tracker[ConnectivityMeasure.Plv, 0, 1], 2) / Trials;
                ppc += tracker[ConnectivityMeasure.Ppc, 0, 1] / Trials;
                debiased += tracker[ConnectivityMeasure.Wpli2Debiased, 0, 1] / Trials;
                effective = tracker.EffectiveSamples;
            }

            // E PLV^2 = 1/N exactly; one trial's ppc spreads by about 1/N, so the mean's standard error is 1/(N sqrt trials) = .0008.
            Assert.Equal(1 / effective, plv2, .004);
            Assert.Equal(0, ppc, .004);
            Assert.Equal(0, debiased, .006);
        }
    }

    [Fact]
    public void Forgetting_averages_over_pairs_of_samples_by_their_weights()
    {
        const int Samples = 150;
        const double Forget = .03;
        Random random = new(23);
        (double Phase, double D)[] seen = new (double, double)[Samples];
        ConnectivityTracker tracker = new(2, Forget);
        for (int t = 0; t < Samples; t++)
        {
            double a = 6.28 * random.NextDouble(), b = a + (1.5 * random.NextDouble()), gain = random.NextDouble();
            Feed(tracker, a, b, gain, 1);
            seen[t] = (a - b, gain * Math.Sin(a - b));
        }

        double cosines = 0, products = 0, magnitudes = 0, weights = 0;
        for (int k = 0; k < Samples; k++)
        {
            for (int l = 0; l < Samples; l++)
            {
                if (k == l) continue;
                double w = Math.Pow(1 - Forget, (2 * Samples) - k - l - 2);
                weights += w;
                cosines += w * Math.Cos(seen[k].Phase - seen[l].Phase);
                products += w * seen[k].D * seen[l].D;
                magnitudes += w * Math.Abs(seen[k].D * seen[l].D);
            }
        }

        Assert.Equal(cosines / weights, tracker[ConnectivityMeasure.Ppc, 0, 1], 1e-6);
        Assert.Equal(products / magnitudes, tracker[ConnectivityMeasure.Wpli2Debiased, 0, 1], 1e-6);
    }

    [Fact]
    public void A_tracker_that_forgets_follows_a_change_of_lag()
    {
        ConnectivityTracker keeping = new(2), forgetting = new(2, .02);
        for (int t = 0; t < 2000; t++)
        {
            double lag = t < 1000 ? .5 : -.5;
            Feed(keeping, (.1 * t) + lag, .1 * t, 1, 1);
            Feed(forgetting, (.1 * t) + lag, .1 * t, 1, 1);
        }

        Assert.Equal(0, keeping[ConnectivityMeasure.Pli, 0, 1]);
        Assert.Equal(-Math.Sin(.5), forgetting[ConnectivityMeasure.ImaginaryCoherence, 0, 1], 1e-6);
        Assert.Equal(Math.Cos(.5), keeping[ConnectivityMeasure.Plv, 0, 1], 1e-6);
        Assert.Equal((2 - .02) / .02, forgetting.EffectiveSamples, 1e-6);
    }

    [Fact]
    public void A_million_samples_lose_no_digits()
    {
        // A constant lag is the worst case: every rounding error of a block has the same sign in the next.
        ConnectivityTracker floats = new(2, 0, ConnectivityMeasures.Plv | ConnectivityMeasures.Ppc);
        ConnectivityTracker doubles = new(2, 0, ConnectivityMeasures.CiPlv | ConnectivityMeasures.ImaginaryCoherence);
        (float sin, float cos) = MathF.SinCos(.3f);
        for (int t = 0; t < 1_000_000; t++)
        {
            floats.Update([cos, 1], [sin, 0]);
            doubles.Update([cos, 1], [sin, 0]);
        }

        Assert.Equal(1, floats[ConnectivityMeasure.Plv, 0, 1], 2e-7);
        Assert.Equal(1, floats[ConnectivityMeasure.Ppc, 0, 1], 4e-7);
        Assert.Equal(1, doubles[ConnectivityMeasure.CiPlv, 0, 1], 1e-9);
        Assert.Equal(Math.Sin(.3), doubles[ConnectivityMeasure.ImaginaryCoherence, 0, 1], 1e-7);
    }

    [Fact]
    public void What_is_undefined_reads_zero()
    {
        ConnectivityTracker tracker = new(3);
        foreach (ConnectivityMeasure m in Enum.GetValues<ConnectivityMeasure>()) Assert.Equal(0, tracker[m, 0, 1]);

        tracker.Update([1, 0, 0], [0, 1, 0]);
        Assert.Equal(1, tracker[ConnectivityMeasure.Plv, 0, 1], 1e-12);
        Assert.Equal(0, tracker[ConnectivityMeasure.Ppc, 0, 1]);
        Assert.Equal(0, tracker[ConnectivityMeasure.Wpli2Debiased, 0, 1]);
        foreach (ConnectivityMeasure m in Enum.GetValues<ConnectivityMeasure>()) Assert.Equal(0, tracker[m, 0, 2]);
    }

    [Fact]
    public void A_sample_without_amplitude_has_no_phase_and_counts_as_not_locked()
    {
        foreach (ConnectivityMeasures set in new[] { ConnectivityMeasures.All, ConnectivityMeasures.Plv | ConnectivityMeasures.Ppc })
        {
            ConnectivityTracker tracker = new(2, 0, set);
            for (int t = 0; t < 400; t++) Feed(tracker, (.1 * t) + .4, .1 * t, t % 4 == 0 ? 0 : 1, t % 8 == 0 ? 0 : 1);
            Assert.Equal(.75, tracker[ConnectivityMeasure.Plv, 0, 1], 1e-6);

            // 300 locked samples among 400: pairs of different locked samples over all pairs.
            Assert.Equal(300 * 299.0 / (400 * 399), tracker[ConnectivityMeasure.Ppc, 0, 1], 1e-6);
        }
    }

    [Fact]
    public void Zero_lag_crosstalk_is_invisible_to_the_imaginary_measures_and_visible_to_the_others()
    {
        Random random = new(31);
        ConnectivityTracker tracker = new(2);
        for (int t = 0; t < 20_000; t++)
        {
            float a = Normal(random), b = Normal(random);
            tracker.Update([a + (.5f * Normal(random)), a + (.5f * Normal(random))], [b + (.5f * Normal(random)), b + (.5f * Normal(random))]);
        }

        Assert.Equal(1 / 1.25, tracker[ConnectivityMeasure.Coherence, 0, 1], .01);
        Assert.True(tracker[ConnectivityMeasure.Plv, 0, 1] > .6);
        Assert.True(tracker[ConnectivityMeasure.CiPlv, 0, 1] < .03);
        Assert.Equal(0, tracker[ConnectivityMeasure.ImaginaryCoherence, 0, 1], .02);
        Assert.Equal(0, tracker[ConnectivityMeasure.Wpli2Debiased, 0, 1], .01);
    }

    private static void Feed(ConnectivityTracker tracker, double first, double second, double gainFirst, double gainSecond) => tracker.Update(
        [(float)(gainFirst * Math.Cos(first)), (float)(gainSecond * Math.Cos(second))],
        [(float)(gainFirst * Math.Sin(first)), (float)(gainSecond * Math.Sin(second))]);

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    /// <summary>D. Best and N. Fisher, Appl. Stat. 28 (1979) 152.</summary>
    private static double VonMises(Random random, double k)
    {
        double tau = 1 + Math.Sqrt(1 + (4 * k * k)), rho = (tau - Math.Sqrt(2 * tau)) / (2 * k), r = (1 + (rho * rho)) / (2 * rho);
        while (true)
        {
            double z = Math.Cos(Math.PI * random.NextDouble()), f = (1 + (r * z)) / (r + z), c = k * (r - f), u = random.NextDouble();
            if ((c * (2 - c)) - u > 0 || Math.Log(c / u) + 1 - c >= 0) return Math.Sign(random.NextDouble() - .5) * Math.Acos(f);
        }
    }
}
