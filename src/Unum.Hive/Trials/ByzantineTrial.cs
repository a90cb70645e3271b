using Unum.Hive.Acceptance;
using Unum.Hive.Concepts;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;
using Unum.Hive.Trials.Rivals;

namespace Unum.Hive.Trials;

/// <summary>
/// Fifty instances learn one data set between them, each says what it learned in deltas of ten modes, some lie. All defences see the same deltas.
/// Ours asks a jury of seven, liars among them in proportion, and merges what it accepts around a robust centre.
/// </summary>
public static class ByzantineTrial
{
    /// <summary>Name of our defence.</summary>
    public const string Ours = "ours";

    private const int JuryShare = 4; // of four training examples one is held out for the jury

    /// <summary>Runs all defences against one attack.</summary>
    /// <param name="data">What is learned.</param>
    /// <param name="authors">How many instances, 10 or more.</param>
    /// <param name="fraction">Share of liars, 0 to .5.</param>
    /// <param name="attack">What they do.</param>
    /// <param name="seed">Who lies, who has which examples.</param>
    public static IReadOnlyList<ByzantineLine> Run(Labelled data, int authors, double fraction, Attack attack, int seed)
    {
        Random random = new(seed);
        (float[] Psi, uint Concept)[] train = [.. data.Train];
        random.Shuffle(train);
        int held = train.Length / JuryShare;
        List<BasinDelta>[] said = Say(data, train[held..], authors, (int)Math.Round(authors * fraction), attack, random);

        List<ByzantineLine> lines = [];
        BasinDelta[] all = [.. said.SelectMany(static s => s)];
        IAggregator[] rivals = [new MeanAggregator(), new KrumAggregator(fraction), new TrimmedMeanAggregator(fraction), new GeometricMedianAggregator(), new CentredClippingAggregator(.3)];
        foreach (IAggregator rival in rivals) lines.Add(new(data.Name, fraction, attack, rival.Name, Accuracy(Merge(data.Frame, all, rival), data.Test)));

        RobustCentre centre = new();
        Juror[] jury = [.. Enumerable.Range(0, Jury.Size).Select(j => new Juror(data.Frame, train[..held].Where((_, i) => i % Jury.Size == j)))];
        int liars = (int)(Jury.Size * fraction);
        (BasinDelta[] Said, double Score)[] judged = [.. said.Select(deltas => (deltas.ToArray(), Score(jury, liars, deltas)))];
        double bar = Jury.Bar([.. judged.Select(static d => d.Score)]);
        BasinDelta[] believed = [.. judged.Where(d => d.Score >= bar).SelectMany(static d => d.Said)];
        lines.Add(new(data.Name, fraction, attack, Ours, Accuracy(Merge(data.Frame, believed, centre), data.Test)));
        return lines;
    }

    /// <summary>The jury's liars say the opposite of what they see.</summary>
    private static double Score(Juror[] jury, int liars, List<BasinDelta> deltas)
    {
        IEnumerable<double> margins = jury.Select((juror, j) => (j < liars ? -1 : 1) * deltas.SelectMany(static d => d.Modes).Select(m => juror.Margin(m)).OfType<double>().DefaultIfEmpty().Average());
        return Jury.Score([.. margins]) ?? 0;
    }

    /// <summary>Each author's deltas: honest ones from its share of the examples, liars' from what the honest say.</summary>
    private static List<BasinDelta>[] Say(Labelled data, (float[] Psi, uint Concept)[] examples, int authors, int liars, Attack attack, Random random)
    {
        Dictionary<uint, float[]>[] modes = new Dictionary<uint, float[]>[authors];
        long[][] counts = new long[authors][];
        for (int a = 0; a < authors; a++)
        {
            ConceptMind mind = new(data.Frame, RunningCoupling.Default, 1);
            for (int i = a; i < examples.Length; i += authors) mind.Observe(examples[i].Concept, examples[i].Psi);
            while (mind.Learn().Count > 0)
            {
            }

            modes[a] = mind.Modes.ToDictionary(static m => m.Id.Concept, static m => m.Direction);
            counts[a] = [.. data.Concepts.Select(c => mind.Modes.FirstOrDefault(m => m.Id.Concept == c)?.Observations ?? 0)];
        }

        LiarSet liarSet = new([.. data.Concepts.Select(c => (IReadOnlyList<float[]>)[.. modes.Skip(liars).Where(m => m.ContainsKey(c)).Select(m => m[c])])], (double)liars / authors);
        List<BasinDelta>[] said = new List<BasinDelta>[authors];
        for (int a = 0; a < authors; a++)
        {
            List<ModeRecord> records = [];
            for (int c = 0; c < data.Concepts.Count; c++)
            {
                float[]? lie = a < liars ? liarSet.Say(attack, c, random) : null;
                if (lie is null || lie.Max() <= 0)
                {
                    if (!modes[a].TryGetValue(data.Concepts[c], out lie)) continue;
                }

                records.Add(new ModeRecord(ModeId.Of(data.Concepts[c], 0), Evidence.Code(Math.Max(1, counts[a][c])), 200, ModeDirection.Of(lie, data.Frame.Form)));
            }

            records.Sort(static (x, y) => x.Id.CompareTo(y.Id));
            said[a] = [.. records.Chunk(BasinDelta.MostModes).Select((chunk, k) => new BasinDelta(data.Frame.Form, default, new AuthorId((ulong)a), (uint)k, 12, chunk, []))];
        }

        return said;
    }

    private static ConceptMind Merge(IFrame frame, BasinDelta[] deltas, IAggregator aggregator)
    {
        ConceptMind merged = new(frame, RunningCoupling.Default, 1);
        foreach (IGrouping<ModeId, ModeRecord> mode in deltas.SelectMany(static d => d.Modes).GroupBy(static m => m.Id))
        {
            Contribution[] contributions = [.. mode.Select(m => new Contribution(Expand(m, frame), Evidence.Count(m.EvidenceCode)))];
            float[] direction = aggregator.Aggregate(contributions);
            if (direction.Max() <= 0) continue;
            long evidence = mode.Sum(static m => Evidence.Count(m.EvidenceCode));
            merged.Approach([new ModeRecord(mode.Key, Evidence.Code(evidence), 200, ModeDirection.Of(direction, frame.Form))], 1);
        }

        return merged;
    }

    private static float[] Expand(ModeRecord mode, IFrame frame)
    {
        float[] psi = new float[frame.Dimension];
        mode.Direction.Expand(psi, frame.Form);
        return psi;
    }

    private static double Accuracy(ConceptMind mind, IReadOnlyList<(float[] Psi, uint Concept)> test) => test.Count(t => mind.Recognise(t.Psi) == t.Concept) / (double)test.Count;
}
