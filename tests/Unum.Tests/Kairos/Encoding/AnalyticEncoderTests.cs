using System.Numerics;
using Unum.Kairos.Encoding;

namespace Unum.Tests.Kairos.Encoding;

public sealed class AnalyticEncoderTests
{
    [Theory]
    [InlineData(100, 5, 30, 5)]
    [InlineData(100, 5, 30, 17.3)]
    [InlineData(100, 5, 30, 30)]
    [InlineData(10, 0.5, 4, 1)]
    [InlineData(48_000, 300, 3000, 1234)]
    public void A_pure_tone_in_the_band_is_a_pure_rotation_of_its_amplitude(double rate, double low, double high, double tone)
    {
        AnalyticEncoder encoder = new(rate, low, high);
        Complex previous = 0;
        double step = Math.Tau * tone / rate;
        for (int n = 0; n < encoder.Taps + 500; n++)
        {
            Complex z = encoder.Encode(2.5 * Math.Cos((step * n) + 0.4));
            if (n > encoder.Taps)
            {
                Assert.Equal(2.5, z.Magnitude, 2.5 * 2e-4); // 80 dB of ripple and of image
                Assert.Equal(0, Math.IEEERemainder((z / previous).Phase - step, Math.Tau), 4e-4);
                double delayed = (step * (n - (encoder.DelaySeconds * rate))) + 0.4;
                Assert.Equal(0, Math.IEEERemainder(z.Phase - delayed, Math.Tau), 4e-4);
            }

            previous = z;
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    public void Negative_frequencies_are_rejected_by_the_stated_decibels(double rejection)
    {
        AnalyticEncoder encoder = new(100, 5, 40, rejection);
        for (double f = 0; f <= 50; f += 0.25)
        {
            double image = 20 * Math.Log10(encoder.Response(-f).Magnitude + 1e-300);
            Assert.True(image < -rejection, $"{f} Hz comes through negative with {image:F1} dB");
            if (f is >= 5 and <= 40) Assert.Equal(1, encoder.Response(f).Magnitude, Math.Pow(10, -rejection / 20));
        }
    }

    [Fact]
    public void A_constant_has_no_phase()
    {
        AnalyticEncoder encoder = new(100, 5, 40);
        Complex z = 0;
        for (int n = 0; n < 2 * encoder.Taps; n++) z = encoder.Encode(1000);
        Assert.True(z.Magnitude < 1e-9, $"|z| = {z.Magnitude}");
    }

    [Fact]
    public void Missing_readings_are_bridged_and_counted()
    {
        AnalyticEncoder encoder = new(100, 5, 40), twin = new(100, 5, 40);
        double last = 0;
        for (int n = 0; n < 300; n++)
        {
            bool missing = n % 40 == 3;
            double x = Math.Sin(n);
            Complex z = encoder.Encode(missing ? (n % 80 == 3 ? double.NaN : double.NegativeInfinity) : x);
            if (!missing) last = x;
            Assert.Equal(twin.Encode(last), z);
        }

        Assert.Equal(8, encoder.Missing);
        encoder.Reset();
        Assert.Equal(0, encoder.Missing);
        Assert.Equal(Complex.Zero, encoder.Encode(0));
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        AnalyticEncoder encoder = new(100, 5, 40);
        SensorEncoder sensor = new(100);
        PhaseVelocity velocity = new();
        encoder.Encode(1);
        velocity.Update(sensor.Encode(1));
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int n = 0; n < 100; n++) velocity.Update(encoder.Encode(n) + sensor.Encode(n));
        }));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(10, 0, 2)]
    [InlineData(10, 3, 2)]
    [InlineData(10, 1, 5)]
    [InlineData(10, 1e-5, 2)]
    [InlineData(double.NaN, 1, 2)]
    [InlineData(double.PositiveInfinity, 1, 2)]
    public void A_band_that_does_not_fit_is_refused(double rate, double low, double high) =>
        Assert.ThrowsAny<ArgumentException>(() => new AnalyticEncoder(rate, low, high));
}
