using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Filtering;

namespace Unum.Tests.Kairos.Filtering;

public sealed class FftTests
{
    [Fact]
    public void Every_length_agrees_with_the_defining_sum()
    {
        Random random = new(3);
        foreach (int n in Enumerable.Range(1, 70).Concat([97, 128, 210, 255, 256, 257, 512, 1000, 1024]))
        {
            (double[] re, double[] im) = Noise(random, n);
            (double[] expectedRe, double[] expectedIm) = Defined(re, im);
            new Fft(n).Forward(re, im);
            for (int k = 0; k < n; k++)
            {
                Assert.Equal(expectedRe[k], re[k], 1e-11 * n);
                Assert.Equal(expectedIm[k], im[k], 1e-11 * n);
            }
        }
    }

    [Fact]
    public void The_inverse_restores_and_power_is_kept()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Gen.Choose(1, 5000).ToArbitrary(), n =>
        {
            (double[] re, double[] im) = Noise(new Random(n), n);
            double[] re0 = [.. re], im0 = [.. im];
            Fft fft = new(n);
            double power = Power(re, im);
            fft.Forward(re, im);
            bool parseval = Math.Abs((Power(re, im) / n / power) - 1) < 1e-12;
            fft.Inverse(re, im);
            return parseval && Close(re0, re) && Close(im0, im);
        }));
    }

    [Theory]
    [InlineData(65536)]
    [InlineData(30504)]
    public void A_long_tone_falls_into_one_bin_and_leaves_the_others_empty(int n)
    {
        double[] re = new double[n], im = new double[n];
        for (long t = 0; t < n; t++) (im[t], re[t]) = Math.SinCos(2 * Math.PI * (1234 * t % n) / n);
        new Fft(n).Forward(re, im);
        Assert.Equal(n, re[1234], 1e-8 * n);
        re[1234] = 0;
        Assert.InRange(re.Max(Math.Abs) / n, 0, 1e-12);
        Assert.InRange(im.Max(Math.Abs) / n, 0, 1e-12);
    }

    [Fact]
    public void Transforming_allocates_nothing()
    {
        foreach (int n in new[] { 1024, 1000 })
        {
            Fft fft = new(n);
            double[] re = new double[n], im = new double[n];
            fft.Forward(re, im);
            Assert.Equal(0, Allocation.Of(() =>
            {
                for (int k = 0; k < 10; k++) fft.Inverse(re, im);
            }));
        }
    }

    [Fact]
    public void The_analytic_signal_is_that_of_scipy()
    {
        JsonElement golden = GoldenFile.Json("tests/Unum.Tests/Kairos/Filtering/golden/analytic.json");
        foreach (JsonElement signal in golden.GetProperty("signals").EnumerateArray())
        {
            int n = signal.GetProperty("samples").GetInt32();
            double[] expected = signal.GetProperty("quadrature").Numbers(), actual = new double[n];
            new AnalyticSignal(n).Quadrature(ButterworthTests.Wave(n), actual);
            Assert.Equal(expected, actual, (x, y) => Math.Abs(x - y) < 1e-12);
        }
    }

    [Fact]
    public void Two_signals_share_a_transform_without_touching_each_other()
    {
        foreach (int n in new[] { 1, 2, 63, 64, 300 })
        {
            Random random = new(n);
            (double[] x, double[] y) = Noise(random, n);
            AnalyticSignal analytic = new(n);
            double[] hx = new double[n], hy = new double[n];
            analytic.Quadrature(x, hx);
            analytic.Quadrature(y, hy);
            analytic.QuadratureOfTwo(x, y);
            Assert.True(Close(hx, x) && Close(hy, y));
        }
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Fft(0));
        Assert.Throws<ArgumentException>(() => new Fft(8).Forward(new double[8], new double[7]));
        Assert.Throws<ArgumentException>(() => new AnalyticSignal(8).Quadrature(new double[7], new double[8]));
        Assert.Throws<ArgumentException>(() => new AnalyticSignal(8).QuadratureOfTwo(new double[8], new double[9]));
    }

    private static (double[] Re, double[] Im) Noise(Random random, int n) =>
        ([.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - .5)], [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - .5)]);

    private static (double[] Re, double[] Im) Defined(double[] re, double[] im)
    {
        int n = re.Length;
        double[] outRe = new double[n], outIm = new double[n];
        for (int k = 0; k < n; k++)
        {
            for (int t = 0; t < n; t++)
            {
                (double sin, double cos) = Math.SinCos(-2 * Math.PI * ((long)k * t % n) / n);
                outRe[k] += (re[t] * cos) - (im[t] * sin);
                outIm[k] += (re[t] * sin) + (im[t] * cos);
            }
        }

        return (outRe, outIm);
    }

    private static double Power(double[] re, double[] im) => re.Sum(x => x * x) + im.Sum(x => x * x);

    private static bool Close(double[] expected, double[] actual) => expected.Zip(actual).All(p => Math.Abs(p.First - p.Second) < 1e-12);
}
