using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Packets;

public sealed class EvidenceTests
{
    [Fact]
    public void A_code_stands_for_a_power_of_the_eighth_root_of_two()
    {
        for (int code = 0; code < 256; code++)
        {
            double exact = Math.Pow(2, code / 8.0);
            Assert.InRange(Evidence.Count((byte)code), Math.Round(exact * (1 - 1e-8)), Math.Round(exact * (1 + 1e-8)));
        }
    }

    [Fact]
    public void A_code_never_claims_more_than_was_observed()
    {
        for (long count = 1; count < 100_000; count += 7)
        {
            byte code = Evidence.Code(count);
            Assert.True(Evidence.Count(code) <= count);
            Assert.True(code == 255 || Evidence.Count((byte)(code + 1)) > count);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Evidence.Code(0));
    }
}
