using System.Numerics;
using Unum.Kairos.Encoding;
using Unum.Kairos.State;

namespace Unum.Tests.Kairos.Encoding;

public sealed class SensorEncoderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-273.15)]
    [InlineData(1e12)]
    public void A_frozen_sensor_is_not_coherent(double value)
    {
        SensorEncoder encoder = new(10);
        LocalState state = new(0.1, 0.1);
        for (int n = 0; n < 500; n++)
        {
            Complex z = encoder.Encode(value);
            Assert.Equal(Complex.Zero, z);
            state.Update(z);
        }

        Assert.Equal(0, state.Coherence);
        Assert.True(encoder.IsFrozen);
    }

    [Fact]
    public void A_sensor_that_freezes_loses_its_coherence_and_regains_it_when_it_moves()
    {
        SensorEncoder encoder = new(10);
        LocalState state = new(0.1, 0.1);
        double Run(int from, int to, Func<int, double> reading)
        {
            for (int n = from; n < to; n++) state.Update(encoder.Encode(reading(n)));
            return state.Coherence;
        }

        Assert.True(Run(0, 600, n => 20 + Math.Sin(0.8 * n)) > 0.99, "a steady oscillation is coherent");
        Assert.True(Run(600, 800, _ => 20.3) < 1e-4, "frozen is not");
        Assert.True(Run(800, 1400, n => 20 + Math.Sin(0.8 * n)) > 0.99, "it is again");
    }

    [Fact]
    public void The_unit_of_a_sensor_does_not_matter()
    {
        Random random = new(8);
        SensorEncoder celsius = new(1), fahrenheit = new(1);
        for (int n = 0; n < 1000; n++)
        {
            double c = 20 + (5 * Math.Sin(n / 3.0)) + random.NextDouble();
            Complex a = celsius.Encode(c), b = fahrenheit.Encode(32 + (1.8 * c));
            Assert.Equal(0, Complex.Abs(a - b), 1e-9);
        }

        Assert.Equal(celsius.Rms * 1.8, fahrenheit.Rms, 1e-9);
    }

    [Fact]
    public void A_tone_on_a_slow_drift_is_a_rotation_of_about_the_root_of_two()
    {
        SensorEncoder encoder = new(100);
        Complex z = 0, previous = 0;
        for (int n = 0; n < 4000; n++)
        {
            previous = z;
            z = encoder.Encode(1000 + (1e-3 * n) + (7 * Math.Cos(0.6 * n)));
        }

        Assert.Equal(Math.Sqrt(2), z.Magnitude, 0.02); // amplitude over RMS
        Assert.Equal(0.6, (z / previous).Phase, 0.01);
    }

    [Fact]
    public void Values_are_not_squashed()
    {
        SensorEncoder encoder = new(100);
        double quiet = 0, loud = 0;
        for (int n = 0; n < 5000; n++)
        {
            double z = encoder.Encode((n is >= 4000 and < 4040 ? 5 : 1) * Math.Sin(0.7 * n)).Magnitude;
            if (n is > 3000 and < 4000) quiet = Math.Max(quiet, z);
            if (n is >= 4000 and < 4080) loud = Math.Max(loud, z);
        }

        Assert.InRange(loud / quiet, 3, 5.5);
    }

    [Fact]
    public void Readings_that_are_no_numbers_are_counted_and_do_no_lasting_harm()
    {
        SensorEncoder encoder = new(10);
        LocalState state = new(0.1, 0.1);
        double[] bad = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue];
        Assert.Equal(Complex.Zero, encoder.Encode(double.NaN));
        for (int n = 0; n < 600; n++) state.Update(encoder.Encode(n < 400 && n % 29 == 0 ? bad[n / 29 % 4] : 20 + Math.Sin(0.8 * n)));

        Assert.Equal(15, encoder.Missing);
        Assert.True(state.Coherence > 0.99, $"coherence {state.Coherence}");

        for (int n = 0; n < 200; n++) state.Update(encoder.Encode(double.NaN)); // a sensor that only errs is frozen
        Assert.True(state.Coherence < 1e-4, $"coherence {state.Coherence}");
    }

    [Fact]
    public void The_default_delay_is_about_thirty_samples()
    {
        Assert.InRange(new SensorEncoder(10).DelaySeconds * 10, 20, 34);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SensorEncoder(10, memorySeconds: -1));
    }
}
