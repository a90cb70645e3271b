using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 3: bytes that one of ten nodes sends and receives until a mind has an accuracy, beside federated averaging, each of whose variants may choose its learning rate afresh for every line.</summary>
internal static class FederatedBenchmarks
{
    private const int Clients = 10;
    private const int MostSeeds = 3;
    private const int Hidden = 32;
    private static readonly double[] Targets = [.5, .6, .7, .75, .8, .85, .9, .95];
    private static readonly double[] Rates = [.3, 1, 3, 10];

    public static IEnumerable<Comparison> Run(int seeds)
    {
        seeds = Math.Min(seeds, MostSeeds);
        string[] names = [.. HiveBenchmarks.Sets(1).Select(static s => s.Data.Name)];
        foreach (string name in names)
        {
            Dictionary<string, List<FederatedPoint[][]>> runs = new(StringComparer.Ordinal);
            for (int seed = 1; seed <= seeds; seed++)
            {
                Labelled data = HiveBenchmarks.Sets(seed).First(s => s.Data.Name == name).Data;
                Add("deltas", [[.. SharedLearning.Run(data, Clients)]]);
                int rounds = data.Frame.Dimension > 1000 ? 60 : 150;
                foreach ((string kind, int hidden, bool bytes) in ((string, int, bool)[])[("softmax fp32", 0, false), ("softmax int8", 0, true), ("MLP fp32", Hidden, false), ("MLP int8", Hidden, true)])
                    Add("FedAvg " + kind, [.. Rates.Select(rate => new FederatedAveraging(data, Clients, hidden, bytes, rate, seed).Run(rounds).ToArray())]);
            }

            MarkdownTable table = new($"{name}: bytes a node sends and receives until the accuracy is reached, {Clients} nodes, {seeds} seeds; never: in no seed, (k): in k seeds only", ["accuracy", .. runs.Keys]);
            foreach (double target in Targets) table.Add(FormattableString.Invariant($"{target:F2}"), [.. runs.Values.Select(r => Cell(r, target))]);
            table.Add("best reached", [.. runs.Values.Select(r => HiveBenchmarks.Shown(r.Select(static seed => seed.Max(static rate => rate.Max(static p => p.Accuracy)))))]);
            table.Print();
            foreach (double target in Targets)
            {
                if (Bytes(runs["deltas"], target) is not { Length: > 0 } ours) continue;
                foreach (string peer in runs.Keys.Where(static k => k != "deltas"))
                    yield return Comparison.Cost(FormattableString.Invariant($"bytes: {name} to accuracy {target:F2}"), ours.Average(), Bytes(runs[peer], target) is { Length: > 0 } theirs ? theirs.Average() : null, peer, "bytes/node");
            }

            foreach ((string kind, List<FederatedPoint[][]> seedRuns) in runs)
                yield return Comparison.Rate($"bytes: {name}, best accuracy reached, {kind}", seedRuns.Average(static seed => seed.Max(static rate => rate.Max(static p => p.Accuracy))), null, null, "accuracy");

            void Add(string kind, FederatedPoint[][] run)
            {
                if (!runs.TryGetValue(kind, out List<FederatedPoint[][]>? list)) runs.Add(kind, list = []);
                list.Add(run);
            }
        }
    }

    /// <summary>One figure a seed that got there, with the rate that got there first.</summary>
    private static double[] Bytes(List<FederatedPoint[][]> seeds, double target) =>
        [.. seeds.Select(seed => seed.SelectMany(rate => rate.Where(p => p.Accuracy >= target).Take(1)).Select(static p => (double)p.Bytes).DefaultIfEmpty(double.NaN).Min()).Where(static b => !double.IsNaN(b))];

    private static string Cell(List<FederatedPoint[][]> seeds, double target)
    {
        double[] reached = Bytes(seeds, target);
        return reached.Length == 0 ? "never" : FormattableString.Invariant($"{reached.Average():N0}{(reached.Length < seeds.Count ? $" ({reached.Length})" : "")}");
    }
}
