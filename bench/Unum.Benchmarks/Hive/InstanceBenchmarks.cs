using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 8: a thousand instances in one process; and of table 7 what a delta costs a live instance that holds a hundred authors' already.</summary>
internal static class InstanceBenchmarks
{
    private const double AimMicroseconds = 1000;

    public static IEnumerable<Comparison> Run(int seeds)
    {
        InstanceReport[] runs = [.. Enumerable.Range(1, Math.Min(seeds, 3)).Select(static seed => InstanceTrial.Run(1000, seed))];
        MarkdownTable table = new($"A thousand instances in one process, {runs.Length} seeds", "deltas in each", "made, taught, signed, s", "every delta to everybody, s", "a basin, ms", "kB an instance");
        table.Add(
            $"{runs[0].Deltas:N0}", HiveBenchmarks.Shown(runs.Select(static r => r.BuildSeconds)), HiveBenchmarks.Shown(runs.Select(static r => r.SpreadSeconds)), HiveBenchmarks.Shown(runs.Select(static r => r.BasinSeconds * 1e3)),
            HiveBenchmarks.Shown(runs.Select(static r => r.BytesPerInstance / 1000)));
        table.Print();
        MarkdownTable costs = new("A delta in a live set of a hundred authors, processor time, microseconds", "verified", "merged alone", "merged, 64 at once", "deltas a second and core, 64 at once");
        costs.Add(
            HiveBenchmarks.Shown(runs.Select(static r => r.VerifyMicroseconds)), HiveBenchmarks.Shown(runs.Select(static r => r.MergeMicroseconds)), HiveBenchmarks.Shown(runs.Select(static r => r.MergeTogetherMicroseconds)),
            $"{runs.Average(static r => r.DeltasPerSecond):N0}");
        costs.Print();
        yield return Comparison.Cost("instances: 1,000 in one process, memory of each", runs.Average(static r => r.BytesPerInstance), null, null, "bytes");
        yield return Comparison.Cost("instances: a delta verified and merged alone into a live set of a hundred authors", runs.Average(static r => r.VerifyMicroseconds + r.MergeMicroseconds), AimMicroseconds, "the aim", "us");
        yield return Comparison.Cost("instances: a delta verified and merged, 64 at once", runs.Average(static r => r.VerifyMicroseconds + r.MergeTogetherMicroseconds), AimMicroseconds, "the aim", "us");
    }
}
