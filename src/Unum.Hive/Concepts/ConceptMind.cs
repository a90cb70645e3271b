using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using News = (double Weight, Unum.Hive.Packets.ModeRecord Record, Unum.Hive.Concepts.ConceptMode Mode);

namespace Unum.Hive.Concepts;

/// <summary>
/// What one instance knows of concepts, in a public frame: a few modes a concept, learned from its own observations or taken over from the hive.
/// <para>
/// Use: s_c = log mean_m exp(beta (&lt;psi(x), psi_m&gt; / R_m - 1)), the highest wins; beta runs with the evidence, R_m is the overlap that the mode's own observations have on average. Learning keeps the fresh observations of
/// each concept (bounded), groups them by spherical k-means when asked for a delta, and says only what is new since the last. Taking over moves each
/// mode along the geodesic to the hive's. Memory: modes and fresh observations times the frame's dimension. Not safe from several threads.
/// </para>
/// </summary>
public sealed class ConceptMind
{
    /// <summary>Step of the working copy towards the canonical basin (the mission's merge weight).</summary>
    public const double StepWeight = .1;

    private const int MostFresh = 1024;
    private const double VectorsAtStake = .02;
    private readonly IFrame _frame;
    private readonly RunningCoupling _coupling;
    private readonly int _modesPerConcept;
    private readonly SortedDictionary<ModeId, ConceptMode> _modes = [];
    private readonly SortedDictionary<uint, List<float[]>> _fresh = [];
    private readonly HashSet<uint> _own = [];
    private double _handicap = 1;

    /// <summary>A mind that knows nothing yet.</summary>
    /// <param name="frame">The public frame it shares with others.</param>
    /// <param name="coupling">How beta runs.</param>
    /// <param name="modesPerConcept">1 to 16.</param>
    public ConceptMind(IFrame frame, RunningCoupling coupling, int modesPerConcept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coupling.IsValid, true, nameof(coupling));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)(modesPerConcept - 1), (uint)(ModeId.MostModes - 1), nameof(modesPerConcept));
        _frame = frame;
        _coupling = coupling;
        _modesPerConcept = modesPerConcept;
    }

    /// <summary>Modes in use, by ascending id.</summary>
    public IReadOnlyCollection<ConceptMode> Modes => _modes.Values;

    /// <summary>Which concepts come together.</summary>
    public ConceptLinks Links { get; } = new();

    /// <summary>Concepts known.</summary>
    public IEnumerable<uint> Concepts => _modes.Keys.Select(static m => m.Concept).Distinct();

    /// <summary>A mind of its own that knows the same; fresh observations stay with the parent.</summary>
    public ConceptMind Fork()
    {
        ConceptMind fork = new(_frame, _coupling, _modesPerConcept);
        fork.Become(this);
        return fork;
    }

    /// <summary>Takes over what a fork of it knows in place of the own modes; fresh observations stay.</summary>
    public void Become(ConceptMind fork)
    {
        _modes.Clear();
        foreach ((ModeId id, ConceptMode mode) in fork._modes) _modes.Add(id, mode); // modes are replaced, never changed
        _own.UnionWith(fork._own);
        _handicap = fork._handicap;
        Links.Become(fork.Links);
    }

    /// <summary>The share for <see cref="Guard"/> that suits a frame, by measurement (docs/hive-measured.md): 2 % for vectors; for texts no margin at all, since their coarse modes hardly ever win by one.</summary>
    public static double AtStake(IFrame frame) => frame.Form == ModeForm.Dense ? VectorsAtStake : 1;

    /// <summary>
    /// Guards what it learned itself against what it took over: taken-over concepts win only by a margin, one for all, the least with which no more than a share of its own examples change sides. More classes
    /// cost accuracy however they come; this decides how much of the price its own concepts pay.
    /// </summary>
    /// <param name="examples">Its own; only those of concepts that it observed count. None: no margin.</param>
    /// <param name="share">0 to 1; with 1 there is no margin.</param>
    public void Guard(IEnumerable<(float[] Psi, uint Concept)> examples, double share)
    {
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is 0 to 1.");
        _handicap = 1;
        List<double> leads = [];
        int count = 0;
        foreach ((float[] psi, uint concept) in examples)
        {
            if (!_own.Contains(concept)) continue;
            count++;
            List<(uint Concept, double Score)> ranking = [];
            Recognise(psi, ranking);
            double home = ranking.Where(r => _own.Contains(r.Concept)).Max(static r => r.Score), away = ranking.Where(r => !_own.Contains(r.Concept)).Select(static r => r.Score).DefaultIfEmpty().Max();
            if (away > home) leads.Add(home / away);
        }

        int allowed = (int)(share * count);
        if (leads.Count <= allowed) return;
        leads.Sort();
        _handicap = leads[allowed];
    }

    /// <summary>Observes an example of a concept.</summary>
    /// <param name="concept">See <see cref="ModeId.ConceptOf"/>.</param>
    /// <param name="psi">A point of the frame; kept.</param>
    /// <param name="with">Other concepts that came with it, at most <see cref="ConceptLinks.MostCompanions"/>; null (the default) is none.</param>
    /// <returns>False when too many fresh observations of this concept wait for a delta: extract one first.</returns>
    public bool Observe(uint concept, float[] psi, IReadOnlyCollection<uint>? with = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(psi.Length, _frame.Dimension, nameof(psi));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(with?.Count ?? 0, ConceptLinks.MostCompanions, nameof(with));
        if (!_fresh.TryGetValue(concept, out List<float[]>? fresh)) _fresh.Add(concept, fresh = []);
        if (fresh.Count == MostFresh) return false;
        fresh.Add(psi);
        Links.Observe(concept, with ?? []);
        return true;
    }

    /// <summary>
    /// Learns from the fresh observations and says what is new: for each concept its groups, those first that carry most (observations times the angle to
    /// what was known). What does not fit one delta waits for the next.
    /// </summary>
    /// <returns>Up to ten modes by ascending id; none when nothing was observed.</returns>
    public IReadOnlyList<ModeRecord> Learn()
    {
        List<News> news = [];
        foreach ((uint concept, List<float[]> fresh) in _fresh)
        {
            if (fresh.Count == 0) continue;
            HashSet<ModeId> taken = [];
            foreach (SphericalMeans.Group group in SphericalMeans.Fit(fresh, _modesPerConcept))
            {
                (ModeId id, double angle) = Place(concept, group.Direction, taken);
                taken.Add(id);
                double concentration = Math.Min(1, group.Resultant / group.Count);
                news.Add((group.Count * angle, Written(id, group.Direction, group.Count, concentration), new ConceptMode(id, group.Direction, group.Count, concentration)));
            }
        }

        List<ModeRecord> said = [];
        foreach (List<News> together in Together(news))
        {
            if (said.Count + together.Count > BasinDelta.MostModes) continue;
            foreach ((_, ModeRecord record, ConceptMode mode) in together)
            {
                said.Add(record);
                Absorb(mode);
                _fresh.Remove(record.Id.Concept);
            }
        }

        return [.. said.OrderBy(static m => m.Id)];
    }

    /// <summary>What is new, and which of its concepts come together, signed; null when nothing is.</summary>
    public byte[]? Extract(HiveKey author, Digest256 parent, uint lamport, byte capacity)
    {
        IReadOnlyList<ModeRecord> modes = Learn();
        return modes.Count == 0 ? null : new BasinDelta(_frame.Form, parent, author.Author, lamport, capacity, modes, Links.Tell(modes)).Sign(author);
    }

    /// <summary>Moves towards the hive's modes along the geodesic; a mode that was not known is taken over as it is.</summary>
    /// <param name="modes">Of the canonical basin.</param>
    /// <param name="weight">0 to 1: 1 is initialisation from a basin.</param>
    public void Approach(IEnumerable<ModeRecord> modes, double weight = StepWeight)
    {
        foreach (ModeRecord record in modes)
        {
            float[] target = new float[_frame.Dimension];
            record.Direction.Expand(target, _frame.Form);
            long observations = Evidence.Count(record.EvidenceCode);
            if (_modes.TryGetValue(record.Id, out ConceptMode? known))
            {
                FisherSphere.Move(known.Direction, target, weight, target);
                observations = Math.Max(observations, known.Observations);
            }

            _modes[record.Id] = new ConceptMode(record.Id, target, observations, Math.Max((byte)1, record.Concentration) / 255.0);
        }
    }

    /// <summary>Everything known as at most 88 modes, for a basin packet.</summary>
    public IReadOnlyList<ModeRecord> Describe() =>
    [
        .. _modes.Values
            .OrderByDescending(static m => m.Observations).ThenBy(static m => m.Id).Take(BasinPacket.MostModes).OrderBy(static m => m.Id)
            .Select(m => Written(m.Id, m.Direction, m.Observations, m.Concentration)),
    ];

    /// <summary>The concept that a point belongs to.</summary>
    /// <returns>Null when no concept is known.</returns>
    public uint? Recognise(ReadOnlySpan<float> psi) => Recognise(psi, ranking: null);

    /// <summary>All concepts with their shares of the score, the best first; the shares sum to 1.</summary>
    public IReadOnlyList<(uint Concept, double Share)> Rank(ReadOnlySpan<float> psi)
    {
        List<(uint Concept, double Score)> ranking = [];
        Recognise(psi, ranking);
        double all = ranking.Sum(static r => r.Score);
        return [.. ranking.OrderByDescending(static r => r.Score).ThenBy(static r => r.Concept).Select(r => (r.Concept, all > 0 ? r.Score / all : 0))];
    }

    private uint? Recognise(ReadOnlySpan<float> psi, List<(uint Concept, double Score)>? ranking)
    {
        uint? best = null;
        double most = double.NegativeInfinity;
        uint concept = 0;
        double sum = 0;
        int count = 0;
        foreach (ConceptMode mode in _modes.Values)
        {
            if (mode.Id.Concept != concept)
            {
                Settle();
                (concept, sum, count) = (mode.Id.Concept, 0, 0);
            }

            double overlap = 0;
            for (int i = 0; i < psi.Length; i++) overlap += (double)psi[i] * mode.Direction[i];
            sum += Math.Exp(_coupling.At(mode.Observations) * ((overlap / mode.Concentration) - 1));
            count++;
        }

        Settle();
        return best;

        void Settle()
        {
            if (count == 0) return;
            double score = sum / count;
            if (_handicap < 1 && !_own.Contains(concept)) score *= _handicap;
            ranking?.Add((concept, score));
            if (score > most) (best, most) = (concept, score);
        }
    }

    /// <summary>
    /// A mode as it travels. Writing coarsens its direction, so observations overlap less with what is written; the concentration says how much, and whoever reads measures against it.
    /// </summary>
    private ModeRecord Written(ModeId id, float[] direction, long observations, double concentration)
    {
        ModeDirection written = ModeDirection.Of(direction, _frame.Form);
        float[] coarse = new float[_frame.Dimension];
        written.Expand(coarse, _frame.Form);
        double kept = concentration * Math.Cos(FisherSphere.Angle(direction, coarse));
        return new ModeRecord(id, Evidence.Code(observations), (byte)Math.Clamp(Math.Round(255 * kept), 1, 255), written);
    }

    /// <summary>Whole concepts, since a concept half told would be told wrongly; those that come together in one, as far as they fit a delta, since a link needs both.</summary>
    private IEnumerable<List<News>> Together(List<News> news)
    {
        Dictionary<uint, List<News>> concepts = news.GroupBy(static n => n.Record.Id.Concept).OrderByDescending(static g => g.Sum(n => n.Weight)).ToDictionary(static g => g.Key, static g => g.ToList());
        foreach (uint concept in concepts.Keys.ToArray())
        {
            if (!concepts.Remove(concept, out List<News>? together)) continue;
            foreach (uint partner in Links.Partners(concept))
            {
                if (!concepts.TryGetValue(partner, out List<News>? others) || together.Count + others.Count > BasinDelta.MostModes) continue;
                together.AddRange(others);
                concepts.Remove(partner);
            }

            yield return together;
        }
    }

    private void Absorb(ConceptMode group)
    {
        _own.Add(group.Id.Concept);
        if (_modes.TryGetValue(group.Id, out ConceptMode? known))
        {
            float[] direction = new float[_frame.Dimension];
            long all = known.Observations + group.Observations;
            FisherSphere.Move(known.Direction, group.Direction, (double)group.Observations / all, direction);
            double concentration = ((known.Concentration * known.Observations) + (group.Concentration * group.Observations)) / all;
            _modes[group.Id] = new ConceptMode(group.Id, direction, all, concentration);
        }
        else _modes[group.Id] = group;
    }

    /// <summary>Which of a concept's modes a group belongs to: the nearest known one that is free, or a new one.</summary>
    private (ModeId Id, double Angle) Place(uint concept, float[] direction, HashSet<ModeId> taken)
    {
        (ModeId? Id, double Angle) best = (null, Math.PI / 2);
        int free = 0;
        for (int mode = 0; mode < ModeId.MostModes; mode++)
        {
            ModeId id = ModeId.Of(concept, mode);
            if (!_modes.TryGetValue(id, out ConceptMode? known)) continue;
            free = mode + 1;
            double angle = FisherSphere.Angle(known.Direction, direction);
            if (!taken.Contains(id) && angle < best.Angle) best = (id, angle);
        }

        if (best.Id is { } found) return (found, best.Angle);
        while (taken.Contains(ModeId.Of(concept, free))) free++;
        return (ModeId.Of(concept, free), Math.PI / 2);
    }
}
