using System.Numerics;
using Unum.Kairos.Encoding;

namespace Unum.Tests.Kairos.Encoding;

public sealed class PhaseVelocityTests
{
    [Fact]
    public void Both_forms_follow_the_stream()
    {
        PhaseVelocity velocity = new();
        velocity.Update(new Complex(0, 2));
        Assert.Equal((Complex.Zero, Complex.Zero), (velocity.Difference, velocity.Phasor));

        velocity.Update(new Complex(-3, 0));
        Assert.Equal(new Complex(-3, -2), velocity.Difference);
        Assert.Equal(0, Complex.Abs(velocity.Phasor - Complex.ImaginaryOne), 1e-12);

        velocity.Update(0);
        Assert.Equal(new Complex(3, 0), velocity.Difference);
        Assert.Equal(Complex.Zero, velocity.Phasor);

        velocity.Update(new Complex(double.NaN, 0));
        Assert.Equal(Complex.Zero, velocity.Phasor);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhaseVelocity(double.NaN));
    }

    [Fact]
    public void A_steady_turn_is_no_surprise_and_a_change_of_pace_is()
    {
        PhaseVelocity velocity = new(memory: 50);
        double phase = 0;
        for (int n = 0; n < 300; n++)
        {
            velocity.Update(Complex.FromPolarCoordinates(1, phase += 0.5));
            Assert.Equal(Complex.Zero, velocity.Surprise);
        }

        velocity.Update(Complex.FromPolarCoordinates(1, phase + 0.9));
        Complex expected = Complex.FromPolarCoordinates(1, 0.9) - Complex.FromPolarCoordinates(1, 0.5);
        Assert.Equal(0, Complex.Abs(expected - velocity.Surprise), 1e-9);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(3.1)]
    [InlineData(-3.1)]
    public void Unwrapping_keeps_whole_turns(double step)
    {
        PhaseUnwrapper unwrapper = new();
        for (int n = 0; n < 1000; n++) Assert.Equal(step * n, unwrapper.Next(Math.IEEERemainder(step * n, Math.Tau)), 1e-8);
        Assert.Equal(unwrapper.Value, unwrapper.Next(double.NaN));
    }
}
