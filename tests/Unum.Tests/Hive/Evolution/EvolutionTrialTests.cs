using Unum.Hive.Evolution;
using Unum.Hive.Trials;

namespace Unum.Tests.Hive.Evolution;

public sealed class EvolutionTrialTests
{
    [Fact]
    public void On_digits_the_forks_end_better_with_evolution_than_without_and_the_log_leads_there_again()
    {
        Labelled digits = DataSets.Digits(Path.Combine(Repository.Root, "data", "digits", "digits.csv"), 21);
        EvolutionReport report = EvolutionTrial.Run(digits, 6, 8, 21, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.Replayed);
        Assert.InRange(report.Evolved - report.Unevolved, .01, 1);
        Assert.InRange(report.Joint, report.Evolved, 1);
        Assert.Equal(report, EvolutionTrial.Run(digits, 6, 8, 21, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_spread_is_the_mean_and_the_deviation_of_a_sample()
    {
        Spread spread = Spread.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(5, spread.Mean, 12);
        Assert.Equal(2.1380899352993952, spread.Deviation, 12);
        Assert.Equal(new Spread(3, 0), Spread.Of([3]));
    }
}
