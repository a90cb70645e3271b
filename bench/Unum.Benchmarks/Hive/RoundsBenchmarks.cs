using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 5: gossip rounds until all instances hold one set, each having begun with a delta of its own.</summary>
internal static class RoundsBenchmarks
{
    private const double Aim = 50;

    public static IEnumerable<Comparison> Run(int seeds)
    {
        MarkdownTable table = new($"Gossip until all agree, {seeds} seeds", "instances", "messages lost", "rounds", "most", "messages an instance", "kB an instance", "basins");
        foreach ((int instances, double loss) in ((int, double)[])[(10, 0), (100, 0), (100, .3), (1000, 0)])
        {
            GossipReport[] runs = [.. Enumerable.Range(1, seeds).Select(seed => GossipTrial.Run(instances, seed, loss))];
            bool agreed = runs.All(static r => r is { Rounds: > 0, Basins: 1 });
            table.Add(
                $"{instances:N0}", $"{loss:P0}", agreed ? HiveBenchmarks.Shown(runs.Select(static r => (double)r.Rounds)) : "never", $"{runs.Max(static r => r.Rounds)}",
                $"{runs.Average(static r => r.MessagesPerInstance):F1}", $"{runs.Average(static r => r.BytesPerInstance) / 1000:F1}", $"{runs.Max(static r => r.Basins)}");
            yield return Comparison.Cost(FormattableString.Invariant($"rounds: {instances} instances, {loss:P0} of messages lost, until all agree"), agreed ? runs.Average(static r => r.Rounds) : double.PositiveInfinity, Aim, "the aim", "rounds");
        }

        table.Print();
    }
}
