namespace Unum.Hive.Evolution;

/// <summary>Several worlds together.</summary>
/// <param name="Worlds">How many.</param>
/// <param name="Before">Mean of the forks when they parted.</param>
/// <param name="Evolved">Mean of the forks with evolution.</param>
/// <param name="Drifted">Mean of the forks with a canonical one that chance chose.</param>
/// <param name="Unevolved">Mean of the forks without.</param>
/// <param name="Canonical">The last canonical fork.</param>
/// <param name="Fittest">Without evolution: the most used fork.</param>
/// <param name="BestAlone">Without evolution: the best fork, which nobody could know.</param>
/// <param name="Joint">One mind that saw everything.</param>
/// <param name="GainOfMean">Evolved less unevolved, world by world.</param>
/// <param name="GainOverDrift">Evolved less drifted, world by world: what selection is worth beyond mixing.</param>
/// <param name="GainOfChosen">Canonical less fittest, world by world.</param>
/// <param name="MeanWins">Worlds in which the mean was better with evolution.</param>
/// <param name="ChosenWins">Worlds in which the chosen fork was.</param>
public sealed record EvolutionSummary(
    int Worlds, Spread Before, Spread Evolved, Spread Drifted, Spread Unevolved, Spread Canonical, Spread Fittest, Spread BestAlone, Spread Joint, Spread GainOfMean, Spread GainOverDrift, Spread GainOfChosen, int MeanWins, int ChosenWins)
{
    /// <summary>Summarises.</summary>
    /// <param name="reports">At least one.</param>
    public static EvolutionSummary Of(IReadOnlyCollection<EvolutionReport> reports) => new(
        reports.Count, Spread.Of(reports.Select(static r => r.Before)), Spread.Of(reports.Select(static r => r.Evolved)), Spread.Of(reports.Select(static r => r.Drifted)), Spread.Of(reports.Select(static r => r.Unevolved)),
        Spread.Of(reports.Select(static r => r.Canonical)), Spread.Of(reports.Select(static r => r.Fittest)), Spread.Of(reports.Select(static r => r.BestAlone)), Spread.Of(reports.Select(static r => r.Joint)),
        Spread.Of(reports.Select(static r => r.Evolved - r.Unevolved)), Spread.Of(reports.Select(static r => r.Evolved - r.Drifted)), Spread.Of(reports.Select(static r => r.Canonical - r.Fittest)),
        reports.Count(static r => r.Evolved > r.Unevolved), reports.Count(static r => r.Canonical > r.Fittest));
}
