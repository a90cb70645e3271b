using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 6: capabilities found in a simulated DHT of 1,000 and 10,000 nodes, 30 % of them dead, with churn and with loss.</summary>
internal static class DiscoveryBenchmarks
{
    private const int Lookups = 500;

    public static IEnumerable<Comparison> Run(int seeds)
    {
        MarkdownTable table = new($"Who can do it? {Lookups} questions, {seeds} seeds", "nodes", "dead", "churn", "lost", "found", "found living", "hops p50", "hops p90", "requests", "B a node and minute", "table p50");
        foreach ((int nodes, double dead, double churn, double loss) in ((int, double, double, double)[])[(1000, .3, 0, 0), (1000, .3, 0, .1), (1000, 0, 1, 0), (10_000, .3, 0, 0)])
        {
            DhtReport[] runs = [.. Enumerable.Range(1, nodes > 1000 ? 1 : seeds).Select(seed => DhtTrial.Run(nodes, dead, Lookups, seed, loss, churn))];
            table.Add(
                $"{nodes:N0}", $"{dead:P0}", $"{churn:P0}", $"{loss:P0}", HiveBenchmarks.Shown(runs.Select(static r => r.Success)), HiveBenchmarks.Shown(runs.Select(static r => r.Alive)),
                $"{runs.Max(static r => r.HopsP50)}", $"{runs.Max(static r => r.HopsP90)}", $"{runs.Average(static r => r.RequestsPerLookup):F1}", $"{runs.Average(static r => r.BytesPerNodeMinute):F0}", $"{runs.Max(static r => r.TableP50)}");
            yield return Comparison.Rate(FormattableString.Invariant($"discovery: {nodes} nodes, {dead:P0} dead, churn {churn:P0}, {loss:P0} lost, share of questions answered"), runs.Average(static r => r.Success), 1, "DESIGN 7", "share");
        }

        table.Print();
    }
}
