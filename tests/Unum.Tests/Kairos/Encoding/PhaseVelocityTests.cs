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
