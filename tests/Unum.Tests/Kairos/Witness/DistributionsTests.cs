using Unum.Kairos.Emergence;
using Unum.Kairos.Witness;

namespace Unum.Tests.Kairos.Witness;

public sealed class DistributionsTests
{
    [Fact]
    public void Special_functions_have_the_values_that_scipy_gives()
    {
        int seen = 0;
        foreach (string[] row in Golden.Rows("distributions.csv"))
        {
            double a = Golden.Number(row[1]), b = Golden.Number(row[2]), x = Golden.Number(row[3]), truth = Golden.Number(row[4]);
            (double ours, double relative, double absolute) = row[0] switch
            {
                "loggamma" => (Distributions.LogGamma(x), 1e-12, 1e-13),
                "beta" => (Distributions.Beta(a, b, x), 1e-9, 1e-300),
                "fsurvival" => (Distributions.FSurvival(x, a, b), 1e-8, 1e-300),
                "logi0" => (ChanceAlignment.LogBesselI0(x), 3e-7, 3e-7),
                _ => throw new InvalidOperationException(row[0]),
            };
            double error = Math.Abs(ours - truth);
            Assert.True(error <= Math.Max(absolute, relative * Math.Abs(truth)), FormattableString.Invariant($"{string.Join(' ', row)}: {ours:R}"));
            seen++;
        }

        Assert.Equal(10 + 168 + 48 + 12, seen);
    }
}
