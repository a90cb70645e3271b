using Unum.Hive.Concepts;
using Unum.Hive.Packets;

namespace Unum.Hive.Trials;

/// <summary>Does it matter how large the minds are? Givers and receivers of one, four and sixteen modes a concept, every pair; a large giver says what it knows again in as many modes as fit a delta.</summary>
public static class SizeTrial
{
    /// <summary>Modes a concept: numbers of a mind grow with them.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [1, 4, 16];

    /// <summary>Runs all pairs.</summary>
    /// <param name="data">What is learned.</param>
    /// <param name="unseen">How many concepts are the giver's alone.</param>
    /// <param name="seed">Which concepts these are.</param>
    public static IReadOnlyList<SizeLine> Run(Labelled data, int unseen, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(unseen - 1), (uint)(BasinDelta.MostModes - 1), nameof(unseen));
        List<SizeLine> lines = [];
        uint[] shuffled = [.. data.Concepts];
        new Random(seed).Shuffle(shuffled);
        HashSet<uint> foreign = [.. shuffled[..unseen]];
        foreach (int giver in Sizes)
        {
            IReadOnlyList<ModeRecord> said = Say(Learned(data, giver, e => foreign.Contains(e)), data, unseen);
            foreach (int receiver in Sizes)
            {
                ConceptMind mind = Learned(data, receiver, e => !foreign.Contains(e));
                mind.Approach(said, 1);
                lines.Add(new SizeLine(data.Name, giver, receiver, Accuracy(mind, data, foreign.Contains), Accuracy(mind, data, c => !foreign.Contains(c))));
            }
        }

        return lines;
    }

    /// <summary>What the giver knows, in one delta: its modes are examples of a smaller mind, each as often as it has sixteenths of its concept's observations.</summary>
    private static IReadOnlyList<ModeRecord> Say(ConceptMind giver, Labelled data, int unseen)
    {
        ConceptMind small = new(data.Frame, RunningCoupling.Default, Math.Min(data.ModesPerConcept, BasinDelta.MostModes / unseen));
        foreach (IGrouping<uint, ConceptMode> concept in giver.Modes.GroupBy(static m => m.Id.Concept))
        {
            long all = concept.Sum(static m => m.Observations);
            foreach (ConceptMode mode in concept)
            {
                // A mode is shorter than its observations: what it says of their spread goes on as its concentration.
                for (long k = Math.Max(1, mode.Observations * 64 / all); k > 0; k--) small.Observe(concept.Key, [.. mode.Direction]);
            }
        }

        Dictionary<uint, (double Concentration, long Count)> spread = giver.Modes.GroupBy(static m => m.Id.Concept).ToDictionary(
            static g => g.Key, static g => (g.Sum(static m => m.Concentration * m.Observations) / g.Sum(static m => m.Observations), g.Sum(static m => m.Observations)));
        return [.. small.Learn().Select(m => m with
        {
            EvidenceCode = Evidence.Code(Math.Max(1, Evidence.Count(m.EvidenceCode) * spread[m.Id.Concept].Count / 64)),
            Concentration = (byte)Math.Clamp(Math.Round(m.Concentration * spread[m.Id.Concept].Concentration), 1, 255),
        })];
    }

    private static ConceptMind Learned(Labelled data, int modes, Func<uint, bool> which)
    {
        ConceptMind mind = new(data.Frame, RunningCoupling.Default, modes);
        foreach (uint concept in data.Concepts.Where(which))
        {
            // One concept after another: sixteen modes of one are more than a delta says, so they are taken in as a basin is.
            mind.Approach(Fit(data, concept, modes), 1);
        }

        return mind;
    }

    private static IEnumerable<ModeRecord> Fit(Labelled data, uint concept, int modes)
    {
        List<float[]> points = [.. data.Train.Where(e => e.Concept == concept).Select(static e => e.Psi)];
        int k = 0;
        foreach (SphericalMeans.Group group in SphericalMeans.Fit(points, modes))
        {
            ModeDirection direction = ModeDirection.Of(group.Direction, data.Frame.Form);
            float[] coarse = new float[data.Frame.Dimension];
            direction.Expand(coarse, data.Frame.Form);
            double kept = group.Resultant / group.Count * Math.Cos(Geometry.FisherSphere.Angle(group.Direction, coarse));
            yield return new ModeRecord(ModeId.Of(concept, k++), Evidence.Code(group.Count), (byte)Math.Clamp(Math.Round(255 * kept), 1, 255), direction);
        }
    }

    private static double Accuracy(ConceptMind mind, Labelled data, Func<uint, bool> which)
    {
        (float[] Psi, uint Concept)[] asked = [.. data.Test.Where(t => which(t.Concept))];
        return asked.Count(t => mind.Recognise(t.Psi) == t.Concept) / (double)asked.Length;
    }
}
