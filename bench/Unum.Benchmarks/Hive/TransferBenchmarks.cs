using Unum.Benchmarks.Femto;
using Unum.Femto;
using Unum.Femto.Births;
using Unum.Femto.Core;
using Unum.Hive.Skills;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 1: what one signed delta moves, of concepts and of skills, with its controls.</summary>
internal static class TransferBenchmarks
{
    private const int SkillSeeds = 3;
    private const string Licences = "/usr/share/common-licenses";

    public static IEnumerable<Comparison> Run(int seeds) => Concepts(seeds).Concat(Skills(Math.Min(seeds, SkillSeeds)));

    private static List<Comparison> Concepts(int seeds)
    {
        List<Comparison> all = [];
        MarkdownTable table = new($"Concepts moved by one delta: shares of held-out examples, {seeds} seeds", "data, bytes", "giver", "receiver after", "of giver", "of joint", "raw examples", "shuffled names", "own before", "own after", "own, joint");
        TransferReport[] reports = [.. Enumerable.Range(1, seeds).SelectMany(seed => HiveBenchmarks.Sets(seed).Select(s => TransferTrial.Run(s.Data, s.Unseen, seed)))];
        foreach (IGrouping<string, TransferReport> g in reports.GroupBy(static r => r.Data))
        {
            string S(Func<TransferReport, double> of) => HiveBenchmarks.Shown(g.Select(of));
            table.Add($"{g.Key}, {g.Max(static r => r.Bytes)}", S(static r => r.Giver), S(static r => r.After), S(static r => r.Fraction), S(static r => r.After / r.Joint), S(static r => r.RawExamples), S(static r => r.ShuffledNames), S(static r => r.OwnBefore), S(static r => r.OwnAfter), S(static r => r.OwnJoint));
            all.Add(Comparison.Rate($"transfer: {g.Key}, unseen concepts after {g.Max(static r => r.Bytes)} B", g.Average(static r => r.After), g.Average(static r => r.RawExamples), "the same bytes of raw examples", "accuracy"));
            all.Add(Comparison.Rate($"transfer: {g.Key}, share of the giver", g.Average(static r => r.Fraction), null, null, "share"));
            all.Add(Comparison.Cost($"transfer: {g.Key}, own accuracy lost", g.Average(static r => r.OwnBefore - r.OwnAfter), g.Average(static r => r.OwnBefore - r.OwnJoint), "learning all jointly", "accuracy"));
        }

        table.Print();
        return all;
    }

    private static List<Comparison> Skills(int seeds)
    {
        List<Comparison> all = [];
        List<SkillReport> reports = [];
        byte[] plays = BirthCore.TrainedOf(DefaultBirth.Text()).ToArray();
        CoreWeights birth = BirthCore.Load(), pairsCore = birth.Clone();
        CorePairs pairs = new(byTwo: true);
        new CoreTraining { Steps = 600, Batch = 64 }.Run(plays, start: pairsCore, pairs: pairs);
        for (int seed = 1; seed <= seeds; seed++)
        {
            foreach (SkillText text in SkillText.All(ByteStreams.Data("nab", "realKnownCause"), ByteStreams.Python(), Licences, seed))
            {
                SkillTrial trial = new(text, seed);
                foreach (int bytes in (int[])[SkillTrial.SmallBytes, SkillTrial.LargeBytes])
                {
                    byte[] delta = trial.Give(bytes);
                    reports.Add(trial.Take(delta));
                    reports.Add(trial.Take(delta, "core and pairs", () => new CoreByteReader(pairsCore, pairs)));
                    if (seed == 1) reports.Add(trial.Take(delta, "Femto, 4 MB", () => new ModelByteReader(Read(plays))));
                }
            }
        }

        MarkdownTable table = new(
            $"Skills moved by one delta: bits per byte of held-out text, {seeds} seeds (Femto: 1)", "text, bytes, receiver", "giver", "before", "after", "of giver's gain", "of gain, unguarded", "raw text", "shuffled z", "own loss");
        foreach (IGrouping<(string, int, string), SkillReport> g in reports.GroupBy(static r => (r.Data, r.Bytes, r.Substrate)))
        {
            string S(Func<SkillReport, double> of) => HiveBenchmarks.Shown(g.Select(of));
            string name = $"{g.Key.Item1}, {g.Key.Item2}, {g.Key.Item3}";
            table.Add(name, S(static r => r.Giver), S(static r => r.Before), S(static r => r.After), S(static r => r.Fraction), S(static r => r.UnguardedFraction), S(static r => r.RawText), S(static r => r.ShuffledZ), S(static r => r.OwnLoss));
            all.Add(Comparison.Rate($"skill: {name}, share of giver's gain", g.Average(static r => r.Fraction), g.Average(static r => (r.Before - r.RawText) / (r.Before - r.Giver)), "the same bytes of raw text", "share"));
            all.Add(Comparison.Cost($"skill: {name}, own loss", g.Average(static r => r.OwnLoss), null, null, "bits/byte"));
        }

        table.Print();
        return all;
    }

    private static FemtoModel Read(byte[] text)
    {
        FemtoModel model = new();
        model.Read(text);
        model.Restart();
        return model;
    }
}
