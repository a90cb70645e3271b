using System.Numerics;
using Unum.Kairos.Encoding;

namespace Unum.Tests.Kairos.Encoding;

public sealed class MissionEncodingTests
{
    [Fact]
    public void The_adapters_encode_as_the_founding_document_says()
    {
        Assert.Equal(new Complex(0.3, 0), MissionEncoding.Amplitude(0.3));
        Assert.Equal(new Complex(0.8, 0), MissionEncoding.Brightness(0.8));
        Assert.Equal(new Complex(0.215, 0), MissionEncoding.Temperature(21.5));
        Assert.Equal(new Complex(0.5, 0), MissionEncoding.Temperature(0, -40, 40));
        Assert.Equal(0, Complex.Abs(new Complex(17, 0.1) - MissionEncoding.Token(17, 0.9)), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => MissionEncoding.Token(1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => MissionEncoding.Temperature(1, 5, 5));
    }
}
