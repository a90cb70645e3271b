namespace Unum.Hive.Evolution;

/// <summary>What came of one <see cref="EvolutionTrial"/>. Shares are of held-out examples recognised.</summary>
/// <param name="Data">Which data.</param>
/// <param name="Seed">Repeats it.</param>
/// <param name="Forks">How many competed.</param>
/// <param name="Generations">How many elections there were.</param>
/// <param name="Before">Mean of the forks when they parted.</param>
/// <param name="Evolved">Mean of the forks at the end.</param>
/// <param name="Drifted">The same towards forks that chance made canonical.</param>
/// <param name="Unevolved">The same without elections: each fork learned the same by itself.</param>
/// <param name="Canonical">The last canonical fork at the end.</param>
/// <param name="Fittest">Without elections: the fork that was used most in the last generation.</param>
/// <param name="BestAlone">Without elections: the best of the forks, which nobody could know.</param>
/// <param name="Joint">One mind that learned from everything that all forks saw.</param>
/// <param name="Steps">Steps in the log.</param>
/// <param name="Replayed">Whether the log, written and read again, led to the same forks bit for bit.</param>
public sealed record EvolutionReport(
    string Data, int Seed, int Forks, int Generations, double Before, double Evolved, double Drifted, double Unevolved, double Canonical, double Fittest, double BestAlone, double Joint, int Steps, bool Replayed);
