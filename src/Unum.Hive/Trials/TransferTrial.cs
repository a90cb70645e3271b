using Unum.Hive.Concepts;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.Trials;

/// <summary>Node A learns concepts that node B never saw; B takes A's signed delta of at most 510 bytes over. How much of what A can do can B do then, and what did B lose?</summary>
public static class TransferTrial
{
    /// <summary>Runs it.</summary>
    /// <param name="data">What is learned.</param>
    /// <param name="unseen">How many concepts are the giver's alone; their modes must fit one delta.</param>
    /// <param name="seed">Which concepts these are, and whose keys sign.</param>
    /// <param name="history">Gets what was said and the basins it made; null keeps nothing.</param>
    public static TransferReport Run(Labelled data, int unseen, int seed, TransferHistory? history = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unseen * data.ModesPerConcept, BasinDelta.MostModes, nameof(unseen));
        Random random = new(seed);
        uint[] shuffled = [.. data.Concepts];
        random.Shuffle(shuffled);
        HashSet<uint> foreign = [.. shuffled[..unseen]];
        (float[] Psi, uint Concept)[] own = [.. data.Train.Where(e => !foreign.Contains(e.Concept))], taught = [.. data.Train.Where(e => foreign.Contains(e.Concept))];

        List<IReadOnlyList<ModeRecord>> said = [];
        ConceptMind receiver = Learned(data, own, said);
        double ownBefore = Accuracy(receiver, data, foreign, unseenOnes: false), before = Accuracy(receiver, data, foreign, unseenOnes: true);
        ConceptMind joint = Learned(data, [.. data.Train]);
        using HiveKey key = TransferHistory.Key(data.Name, seed, "giver");
        ConceptMind giver = Learned(data, own);
        foreach ((float[] psi, uint concept) in taught) giver.Observe(concept, psi);
        byte[] delta = giver.Extract(key, default, 1, 12)!;
        IReadOnlyList<ModeRecord> modes = BasinDelta.Read(delta).Modes;

        ConceptMind fed = Learned(data, own);
        for (int i = 0; i < delta.Length / data.ExampleBytes; i++)
        {
            (float[] psi, uint concept) = taught.Where(t => t.Concept == shuffled[i % unseen]).ElementAt(i / unseen);
            fed.Observe(concept, psi);
        }

        Drain(fed);
        ConceptMind misled = Learned(data, own);
        uint[] names = [.. foreign.Order()];
        misled.Approach(modes.Select(m => m with { Id = ModeId.Of(names[(Array.IndexOf(names, m.Id.Concept) + 1) % names.Length], m.Id.Mode) }), 1);
        receiver.Approach(modes, 1);
        receiver.Guard(own, ConceptMind.AtStake(data.Frame));
        double after = Accuracy(receiver, data, foreign, unseenOnes: true), given = Accuracy(giver, data, foreign, unseenOnes: true);
        history?.Record(data, seed, said, delta, after);
        return new TransferReport(
            data.Name, seed, unseen, delta.Length, given, before, after, after / given, Accuracy(fed, data, foreign, true), Accuracy(misled, data, foreign, true), Accuracy(joint, data, foreign, true),
            ownBefore, Accuracy(receiver, data, foreign, unseenOnes: false), Accuracy(joint, data, foreign, false));
    }

    private static ConceptMind Learned(Labelled data, (float[] Psi, uint Concept)[] examples, List<IReadOnlyList<ModeRecord>>? said = null)
    {
        ConceptMind mind = new(data.Frame, RunningCoupling.Default, data.ModesPerConcept);
        foreach ((float[] psi, uint concept) in examples) mind.Observe(concept, psi);
        Drain(mind, said);
        return mind;
    }

    private static void Drain(ConceptMind mind, List<IReadOnlyList<ModeRecord>>? said = null)
    {
        while (mind.Learn() is { Count: > 0 } modes) said?.Add(modes);
    }

    private static double Accuracy(ConceptMind mind, Labelled data, HashSet<uint> foreign, bool unseenOnes)
    {
        (float[] Psi, uint Concept)[] asked = [.. data.Test.Where(t => foreign.Contains(t.Concept) == unseenOnes)];
        return asked.Count(t => mind.Recognise(t.Psi) == t.Concept) / (double)asked.Length;
    }
}
