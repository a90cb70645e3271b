using System.Numerics;
using Unum.Kairos.Encoding;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Temporal;

public sealed class CollapseThresholdTests
{
    private static readonly int[] Lags = [2, 3, 7, 20];
    private static readonly double[] Omegas = [0, 0.01, 0.3, 1.5, Math.PI];

    [Fact]
    public void Thresholds_invert_the_false_alarm_law()
    {
        Assert.Equal(99, CollapseThreshold.EffectiveSamples(0.02), 1e-12);
        foreach (double p in (double[])[0.5, 1e-2, 1e-6, 1e-12])
        {
            double level = CollapseThreshold.Intensity(p, 99);
            Assert.Equal(Math.Log(p), 98 * Math.Log(1 - level), 1e-9);
            Assert.Equal(1 - p, Math.Pow(1 - CollapseThreshold.PerCell(p, 256), 256), 1e-12);
        }

        // far out, where 1 - (1 - P)^(1/M) would round away
        Assert.Equal(1e-18 / 256, CollapseThreshold.PerCell(1e-18, 256), 1e-30);
        Assert.Equal(99 / 1.5, CollapseThreshold.DifferencedNoise(99, 0), 1e-12);
        Assert.Equal(99 / 0.5, CollapseThreshold.DifferencedNoise(99, Math.PI), 1e-9);
        Assert.Equal(double.PositiveInfinity, CollapseThreshold.Intensity(0.1, 1));
    }

    [Fact]
    public void A_young_window_counts_what_it_holds()
    {
        const double Keep = 0.98;
        for (int m = 1; m < 400; m += 37)
        {
            double sum = Enumerable.Range(0, m).Sum(k => Math.Pow(Keep, k)), squares = Enumerable.Range(0, m).Sum(k => Math.Pow(Keep, 2 * k));
            Assert.Equal(sum * sum / squares, CollapseThreshold.EffectiveSamples(1 - Keep, m), 1e-9);
        }
    }

    [Fact]
    public void Differenced_noise_is_the_simplest_coloured_noise()
    {
        Complex[] rho = [-0.5]; // of z_n - z_{n-1}
        foreach (double omega in Omegas)
        {
            Assert.Equal(CollapseThreshold.DifferencedNoise(99, omega), CollapseThreshold.ColouredNoise(99, rho, rho, omega), 1e-9);
        }
    }

    [Fact]
    public void Real_input_has_the_tail_of_a_squared_normal_on_the_axis_and_of_a_circle_off_it()
    {
        // P(Z^2 > 10.8276) = .001 (chi square with one degree of freedom, tabulated)
        double n = CollapseThreshold.EffectiveSamples(0.001);
        Assert.Equal(10.8276, -(n - 1) * Math.Log(1 - CollapseThreshold.RealIntensity(1e-3, 0.001, 100_000, 0)), 1e-3);
        Assert.Equal(-Math.Log(1e-3), -(n - 1) * Math.Log(1 - CollapseThreshold.RealIntensity(1e-3, 0.001, 100_000, 1.57)), 1e-3);
    }

    [Theory]
    [InlineData("unit phasors", VelocityKind.Phasor, 0.02, 0.93, 1.07, 0.75, 1.35)]
    [InlineData("white noise", VelocityKind.Phasor, 0.02, 0.84, 1.03, 0.60, 1.20)]
    [InlineData("differences", VelocityKind.Differenced, 0.02, 0.70, 1.40, 0.45, 2.10)]
    [InlineData("real noise", VelocityKind.Real, 0.02, 0.75, 1.00, 0.60, 1.15)]
    [InlineData("real signs", VelocityKind.Real, 0.02, 0.85, 1.12, 0.60, 1.30)]
    [InlineData("unit phasors", VelocityKind.Phasor, 0.1, 0.92, 1.04, 0.70, 1.15)]
    public void Noise_exceeds_the_threshold_as_often_as_asked(
        string noise, VelocityKind kind, double lambda, double lowPercent, double highPercent, double lowPermille, double highPermille)
    {
        (double[] percent, double[] permille) = Ratios(noise, kind, lambda);

        Assert.All(percent, r => Assert.InRange(r, lowPercent, highPercent));
        Assert.All(permille, r => Assert.InRange(r, lowPermille, highPermille));
    }

    [Fact]
    public void Without_the_correction_differenced_noise_alarms_too_often()
    {
        double[] ratios = Ratios("differences", VelocityKind.Phasor, 0.02).Permille;
        Assert.True(ratios[0] > 4, $"at omega = 0: {ratios[0]}");

        TemporalCoherenceBank bank = new([1, 2], [0], 0.02, 1e-3, VelocityKind.Differenced);
        for (int n = 0; n < 1000; n++) bank.Update(Complex.FromPolarCoordinates(1, n));
        Assert.Equal(double.PositiveInfinity, bank.Threshold(0, 0));
        Assert.True(bank.Threshold(1, 0) < 0.5, "lag 2 may collapse");
    }

    [Fact]
    public void Encoded_noise_alarms_always_by_its_turn_and_as_asked_by_its_surprise()
    {
        const double P = 1e-3;
        Random random = new(3);
        SensorEncoder a = new(1), b = new(1);
        PhaseVelocity va = new(), vb = new();
        int[] lags = [10, 20, 40];
        double[] omegas = [0, 0.3];
        double family = 1 - Math.Pow(1 - P, 6);
        TemporalCoherenceBank one = new(lags, omegas, 0.01, family, redundancy: 1.3);
        CrossCoherenceBank two = new(lags, omegas, 0.01, family, redundancy: 1.3), turns = new(lags, omegas, 0.01, family, redundancy: 1.3);
        int hitsOne = 0, hitsTwo = 0, hitsTurns = 0, looks = 0;
        for (int n = 0; n < 200_000; n++)
        {
            va.Update(a.Encode(Normal(random)));
            vb.Update(b.Encode(Normal(random)));
            one.Update(va.Surprise);
            two.Update(va.Surprise, vb.Surprise);
            turns.Update(va.Phasor, vb.Phasor);
            if (n < 2000) continue;
            looks++;
            hitsTurns += turns.Intensity(0, 0) >= turns.Threshold(0, 0) ? 1 : 0;
            for (int cell = 0; cell < 6; cell++)
            {
                hitsOne += one.Intensity(cell / 2, cell % 2) >= one.Threshold(cell / 2, cell % 2) ? 1 : 0;
                hitsTwo += two.Intensity(cell / 2, cell % 2) >= two.Threshold(cell / 2, cell % 2) ? 1 : 0;
            }
        }

        Assert.True(hitsTurns > 0.99 * looks, "the turn of a band is common to all that went through it");
        Assert.InRange(hitsOne / (6.0 * looks * P), 0.2, 2.5);
        Assert.InRange(hitsTwo / (6.0 * looks * P), 0.2, 2.5);
    }

    [Fact]
    public void A_bank_just_started_alarms_no_more_often_than_one_long_at_work()
    {
        const double P = 0.01;
        Random random = new(9);
        int alarms = 0, looks = 0;
        Collapse[] room = new Collapse[20];
        for (int start = 0; start < 300; start++)
        {
            TemporalCoherenceBank bank = new(Lags, Omegas, 0.02, P);
            for (int n = 0; n < 200; n++)
            {
                bank.Update(Complex.FromPolarCoordinates(1, Math.Tau * random.NextDouble()));
                if (n < 30) continue; // lag 20 is the last to have enough
                looks++;
                for (int cell = 0; cell < 20; cell++)
                {
                    if (bank.Intensity(cell / 5, cell % 5) < bank.Threshold(cell / 5, cell % 5)) continue;
                    alarms++;
                    break;
                }
            }
        }

        Assert.InRange(alarms / (double)looks, P * 0.2, P * 1.3);
    }

    /// <summary>How often noise exceeds the thresholds for P = .01 and .001, over P; one figure a frequency.</summary>
    private static (double[] Percent, double[] Permille) Ratios(string noise, VelocityKind kind, double lambda)
    {
        Random random = new(7);
        // one probability for all cells of a bank, chosen so that one cell has P
        double Family(double p) => 1 - Math.Pow(1 - p, Lags.Length * Omegas.Length);
        TemporalCoherenceBank bank = new(Lags, Omegas, lambda, Family(1e-2), kind), strict = new(Lags, Omegas, lambda, Family(1e-3), kind);
        long[] percent = new long[Omegas.Length], permille = new long[Omegas.Length];
        long looks = 0;
        Complex before = 0;
        for (int n = 0; n < 400_000; n++)
        {
            Complex g = new(Normal(random), Normal(random));
            Complex v = noise switch
            {
                "unit phasors" => g / Complex.Abs(g),
                "white noise" => g,
                "differences" => g - before,
                "real noise" => g.Real,
                _ => Math.Sign(g.Real),
            };
            before = g;
            bank.Update(v);
            if (n < 20 / lambda)
            {
                strict.Update(v); // until its thresholds are those of a full window
                continue;
            }

            looks += Lags.Length;
            for (int f = 0; f < Omegas.Length; f++)
            {
                double one = bank.Threshold(0, f), other = strict.Threshold(0, f);
                for (int l = 0; l < Lags.Length; l++)
                {
                    double intensity = bank.Intensity(l, f);
                    if (intensity >= one) percent[f]++;
                    if (intensity >= other) permille[f]++;
                }
            }
        }

        return ([.. percent.Select(h => h / (1e-2 * looks))], [.. permille.Select(h => h / (1e-3 * looks))]);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
