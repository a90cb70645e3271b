using System.Globalization;
using System.Text.Json;
using Unum.Kairos.Filtering;

namespace Unum.Tests.Kairos.Filtering;

public sealed class ButterworthTests
{
    private static readonly JsonElement Golden = GoldenFile.Json("tests/Unum.Tests/Kairos/Filtering/golden/butterworth.json");

    [Fact]
    public void Coefficients_are_those_of_scipy()
    {
        foreach (JsonElement golden in Golden.GetProperty("filters").EnumerateArray())
        {
            DigitalFilter filter = Design(golden);
            AssertClose(golden.GetProperty("b").Numbers(), filter.Numerator, 1e-11, golden);
            AssertClose(golden.GetProperty("a").Numbers(), filter.Denominator, 1e-11, golden);
        }
    }

    [Fact]
    public void Zero_phase_filtering_is_that_of_scipy()
    {
        foreach (JsonElement golden in Golden.GetProperty("filters").EnumerateArray())
        {
            double[] x = Wave(Golden.GetProperty("samples").GetInt32());
            Design(golden).ZeroPhase(x);
            AssertClose(golden.GetProperty("sosfiltfilt").Numbers(), x, 1e-9, golden);

            // The polynomial form agrees as far as its own precision goes (scipy's, not ours).
            JsonElement polynomial = golden.GetProperty("filtfilt");
            if (polynomial.ValueKind != JsonValueKind.Null) AssertClose(polynomial.Numbers(), x, 1e-7, golden);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(21)]
    public void Any_order_halves_the_power_at_its_cutoffs_and_keeps_the_middle(int order)
    {
        double half = Math.Sqrt(.5);
        DigitalFilter low = Butterworth.LowPass(order, 10, 100), high = Butterworth.HighPass(order, 10, 100);
        DigitalFilter band = Butterworth.BandPass(order, 8, 13, 128);

        Assert.Equal(half, low.Response(Angle(10, 100)).Magnitude, 1e-9);
        Assert.Equal(half, high.Response(Angle(10, 100)).Magnitude, 1e-9);
        Assert.Equal(half, band.Response(Angle(8, 128)).Magnitude, 1e-6);
        Assert.Equal(half, band.Response(Angle(13, 128)).Magnitude, 1e-6);
        Assert.Equal(1, low.Response(0).Magnitude, 1e-9);
        Assert.Equal(1, high.Response(Math.PI).Magnitude, 1e-9);
        double centre = 2 * Math.Atan(Math.Sqrt(Math.Tan(Angle(8, 128) / 2) * Math.Tan(Angle(13, 128) / 2)));
        Assert.Equal(1, band.Response(centre).Magnitude, 1e-6);
        Assert.Equal(0, band.Response(0).Magnitude, 1e-9);
    }

    [Fact]
    public void The_sections_multiply_to_the_polynomials()
    {
        foreach (DigitalFilter filter in new[] { Butterworth.BandPass(3, 8, 13, 128), Butterworth.LowPass(5, 20, 128), Butterworth.HighPass(4, 20, 128) })
        {
            Assert.Equal(Product(filter, s => [s.B0, s.B1, s.B2]), filter.Numerator, (x, y) => Math.Abs(x - y) < 1e-13);
            Assert.Equal(Product(filter, s => [1, s.A1, s.A2]), filter.Denominator, (x, y) => Math.Abs(x - y) < 1e-12);
        }
    }

    [Fact]
    public void Zero_phase_filtering_does_not_delay_a_tone_in_the_band_nor_pass_one_outside()
    {
        DigitalFilter filter = Butterworth.BandPass(3, 8, 13, 128);
        double[] inside = new double[2000], outside = new double[2000];
        for (int t = 0; t < 2000; t++)
        {
            inside[t] = Math.Sin(Angle(10, 128) * t);
            outside[t] = Math.Sin(Angle(30, 128) * t);
        }

        double[] expected = [.. inside];
        filter.ZeroPhase(inside);
        filter.ZeroPhase(outside);
        for (int t = 500; t < 1500; t++)
        {
            Assert.Equal(expected[t], inside[t], .01);
            Assert.Equal(0, outside[t], 1e-4);
        }
    }

    [Fact]
    public void A_recording_shorter_than_the_padding_is_refused()
    {
        DigitalFilter filter = Butterworth.BandPass(3, 8, 13, 128);
        Assert.Equal(21, filter.Padding);
        Assert.Throws<ArgumentException>(() => filter.ZeroPhase(new double[21]));
        filter.ZeroPhase(new double[22]);
    }

    [Fact]
    public void Impossible_bands_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Butterworth.LowPass(0, 10, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Butterworth.LowPass(3, 0, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Butterworth.LowPass(3, 50, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Butterworth.HighPass(3, double.NaN, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Butterworth.BandPass(3, 13, 8, 128));
        Assert.Throws<ArgumentOutOfRangeException>(() => Butterworth.BandPass(3, 8, 13, double.PositiveInfinity));
    }

    /// <summary>The script's test signal.</summary>
    internal static double[] Wave(int n)
    {
        double[] x = new double[n];
        for (int t = 0; t < n; t++)
        {
            x[t] = Math.Sin(.31 * t) + (.5 * Math.Cos((1.7 * t) + .2)) + (.25 * Math.Sin(.01 * t * t)) + (.002 * t) + (t > n / 2 ? 1 : 0);
        }

        return x;
    }

    private static double Angle(double frequency, double rate) => 2 * Math.PI * frequency / rate;

    private static DigitalFilter Design(JsonElement golden)
    {
        int order = golden.GetProperty("order").GetInt32();
        double rate = golden.GetProperty("rate").GetDouble();
        double[] cut = golden.GetProperty("cut").Numbers();
        return golden.GetProperty("kind").GetString() switch
        {
            "bandpass" => Butterworth.BandPass(order, cut[0], cut[1], rate),
            "lowpass" => Butterworth.LowPass(order, cut[0], rate),
            _ => Butterworth.HighPass(order, cut[0], rate),
        };
    }

    private static double[] Product(DigitalFilter filter, Func<FilterSection, double[]> part)
    {
        double[] product = [1];
        foreach (double[] factor in filter.Sections.Select(part))
        {
            double[] next = new double[product.Length + 2];
            for (int i = 0; i < product.Length; i++)
            {
                for (int k = 0; k < 3; k++) next[i + k] += product[i] * factor[k];
            }

            product = next;
        }

        return product[..filter.Numerator.Count];
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual, double tolerance, JsonElement golden)
    {
        Assert.Equal(expected.Length, actual.Count);
        double largest = expected.Max(Math.Abs);
        for (int k = 0; k < expected.Length; k++)
        {
            if (Math.Abs(expected[k] - actual[k]) <= tolerance * largest) continue;
            string filter = golden.GetProperty("kind").GetString() + golden.GetProperty("order").GetRawText();
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{filter} [{k}]: expected {expected[k]}, got {actual[k]}"));
        }
    }
}
