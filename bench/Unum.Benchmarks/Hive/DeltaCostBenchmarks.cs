using Unum.Benchmarks.Femto;
using Unum.Benchmarks.Tensors;
using Unum.Femto.Core;
using Unum.Hive.Concepts;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;
using Unum.Hive.Skills;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 7: processor time to read, verify and merge a delta, one thread.</summary>
internal static class DeltaCostBenchmarks
{
    private const int Deltas = 64;

    public static IEnumerable<Comparison> Run()
    {
        MarkdownTable table = new("A delta read, verified and merged: milliseconds of one thread", "delta", "ms", "deltas a second and core");
        foreach ((Labelled data, int unseen) in HiveBenchmarks.Sets(1))
        {
            using HiveKey key = HiveKey.Create();
            byte[][] deltas = [.. Enumerable.Range(0, Deltas).Select(k => Say(data, unseen, k, key))];
            using HiveKey author = HiveKey.FromPublic(key.Public.Span);
            double seconds = Stopclock.OneThread(.3, () => Fold(data.Frame, deltas, author))[0] / Deltas;
            table.Add($"{data.Name}, {deltas[0].Length} B", FormattableString.Invariant($"{seconds * 1e3:F3}"), FormattableString.Invariant($"{1 / seconds:N0}"));
            yield return Comparison.Cost($"cost: {data.Name}, a delta of {deltas[0].Length} B read, verified, merged", seconds * 1e3, 1, "the aim", "ms");
        }

        CoreWeights birth = BirthCore.Load();
        using HiveKey giver = HiveKey.Create();
        foreach (int bytes in (int[])[SkillTrial.SmallBytes, SkillTrial.LargeBytes])
        {
            sbyte[] z = [.. Enumerable.Range(0, bytes - SkillDelta.Overhead).Select(static i => (sbyte)(i % 100))];
            byte[] skill = new SkillDelta(SkillDelta.NameOf(birth), giver.Author, 1, 13, 0, 1, (Half)(1 / 128.0), Half.Zero, z).Sign(giver);
            double seconds = Stopclock.OneThread(.3, () => Take(skill, giver, birth))[0];
            table.Add($"skill, {bytes} B", FormattableString.Invariant($"{seconds * 1e3:F3}"), FormattableString.Invariant($"{1 / seconds:N0}"));
            yield return Comparison.Cost($"cost: a skill of {bytes} B read, verified, put on a core", seconds * 1e3, 1, "the aim", "ms");
        }

        table.Print();
    }

    private static byte[] Say(Labelled data, int unseen, int k, HiveKey key)
    {
        ConceptMind mind = new(data.Frame, RunningCoupling.Default, data.ModesPerConcept);
        HashSet<uint> concepts = [.. data.Concepts.Take(unseen)];
        (float[] Psi, uint Concept)[] examples = [.. data.Train.Where(e => concepts.Contains(e.Concept))];
        for (int i = 0; i < 60; i++) mind.Observe(examples[(k + (i * 7)) % examples.Length].Concept, examples[(k + (i * 7)) % examples.Length].Psi);
        return mind.Extract(key, default, (uint)k + 1, 12)!;
    }

    private static void Fold(IFrame frame, byte[][] deltas, HiveKey author)
    {
        BasinFold fold = new(frame);
        foreach (byte[] delta in deltas)
        {
            if (!BasinDelta.IsSignedBy(delta, author)) throw new InvalidOperationException("a delta of this benchmark is signed");
            fold.Add(Cid.Of(CidCodec.Raw, delta), BasinDelta.Read(delta));
        }

        if (fold.Modes().Count == 0) throw new InvalidOperationException("the fold is empty");
    }

    private static void Take(byte[] skill, HiveKey author, CoreWeights birth)
    {
        if (!SkillDelta.IsSignedBy(skill, author)) throw new InvalidOperationException("a skill of this benchmark is signed");
        if (SkillDelta.Read(skill).On(birth).Values.Length == 0) throw new InvalidOperationException("a core has weights");
    }
}
