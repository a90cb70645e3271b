using Unum.Hive.Packets;

namespace Unum.Hive.Concepts;

/// <summary>
/// Which concepts come together ("entanglements"): what a mind counts itself, and what it took over from the hive.
/// <para>
/// Counting keeps three sums: all observations, those of each concept, those of each pair. What was told of a pair is remembered as the sums at that time, so that a link says only what
/// is new and the sum over a set of deltas counts nothing twice. Only pairs that were seen together are counted: that a cat is no dog needs no link.
/// Memory: at most <see cref="MostPairs"/> pairs and sixteen times as many concepts. Not safe from several threads.
/// </para>
/// </summary>
public sealed class ConceptLinks
{
    /// <summary>Most concepts that an observation names beside its own.</summary>
    public const int MostCompanions = 8;

    /// <summary>Most pairs that are counted; later ones are not.</summary>
    public const int MostPairs = 4096;

    private const int MostConcepts = 16 * MostPairs;
    private const double Faded = .5 / LinkRecord.Unit;
    private readonly Dictionary<uint, long> _observed = [];
    private readonly Dictionary<(uint First, uint Second), PairCount> _pairs = [];
    private long _all;
    private Dictionary<(uint First, uint Second), (double LogOdds, long Precision)> _known = []; // replaced, never changed

    /// <summary>What was taken over.</summary>
    public int Count => _known.Count;

    /// <summary>What comes with a concept more often than chance would have it (log-odds above 0) or less often, the furthest from chance first.</summary>
    /// <returns>The other concept, the natural logarithm of the odds ratio, and the inverse of its variance.</returns>
    public IReadOnlyList<(uint Concept, double LogOdds, long Precision)> Related(uint concept) =>
    [
        .. _known.Where(k => k.Key.First == concept || k.Key.Second == concept)
            .Select(k => (Concept: k.Key.First == concept ? k.Key.Second : k.Key.First, k.Value.LogOdds, k.Value.Precision))
            .OrderByDescending(static k => Math.Abs(k.LogOdds) * Math.Sqrt(k.Precision)).ThenBy(static k => k.Concept),
    ];

    /// <summary>Moves towards what the hive says; a link that was not known is taken over as it is, one that the hive does not say any more fades.</summary>
    /// <param name="links">Of the canonical basin.</param>
    /// <param name="weight">0 to 1: 1 is initialisation from a basin.</param>
    public void Approach(IEnumerable<ConceptLink> links, double weight = ConceptMind.StepWeight)
    {
        Dictionary<(uint First, uint Second), (double LogOdds, long Precision)> next = [];
        foreach (ConceptLink link in links)
        {
            double target = (double)link.LogOdds / LinkRecord.Unit;
            next[(link.First, link.Second)] = (_known.TryGetValue((link.First, link.Second), out (double LogOdds, long Precision) known) ? known.LogOdds + (weight * (target - known.LogOdds)) : target, link.Precision);
        }

        foreach (((uint First, uint Second) pair, (double logOdds, long precision)) in _known)
        {
            double left = logOdds * (1 - weight);
            if (Math.Abs(left) > Faded) next.TryAdd(pair, (left, precision));
        }

        _known = next;
    }

    /// <summary>Counts an observation.</summary>
    /// <param name="concept">Of which it is an example.</param>
    /// <param name="companions">What came with it; itself and repetitions do not count.</param>
    internal void Observe(uint concept, IReadOnlyCollection<uint> companions)
    {
        _all++;
        if (companions.Count == 0)
        {
            _ = Counted(concept);
            return;
        }

        uint[] together = [.. companions.Append(concept).Distinct().Order().Where(Counted)];
        for (int i = 0; i < together.Length; i++)
        {
            for (int j = i + 1; j < together.Length; j++)
            {
                (uint, uint) pair = (together[i], together[j]);
                if (_pairs.TryGetValue(pair, out PairCount count) || _pairs.Count < MostPairs) _pairs[pair] = count with { Both = count.Both + 1 };
            }
        }
    }

    /// <summary>Up to three links between concepts of a delta's modes, and takes them for told.</summary>
    internal IReadOnlyList<LinkRecord> Tell(IReadOnlyList<ModeRecord> modes)
    {
        uint[] concepts = [.. modes.Select(static m => m.Id.Concept).Distinct()];
        List<(ConceptLink Link, double Distance)> news = [];
        for (int i = 0; i < concepts.Length; i++)
        {
            for (int j = i + 1; j < concepts.Length; j++)
            {
                if (Fresh((concepts[i], concepts[j])) is not { Distance: > PairTable.LeastDistance } table) continue;
                int logOdds = Math.Clamp((int)Math.Round(LinkRecord.Unit * table.LogOdds), -16 * LinkRecord.Unit, (16 * LinkRecord.Unit) - 1);
                news.Add((new ConceptLink(concepts[i], concepts[j], logOdds, Evidence.Code(Math.Max(1, (long)Math.Round(table.Precision)))), table.Distance));
            }
        }

        ConceptLink[] told = [.. news.OrderByDescending(static n => n.Distance).ThenBy(static n => (n.Link.First, n.Link.Second)).Take(BasinDelta.MostLinks).Select(static n => n.Link)];
        foreach (ConceptLink link in told)
        {
            PairCount count = _pairs[(link.First, link.Second)];
            _pairs[(link.First, link.Second)] = count with { Told = new Sums(_all, _observed[link.First], _observed[link.Second], count.Both) };
        }

        return ConceptLink.Between(told, modes, BasinDelta.MostLinks);
    }

    /// <summary>The concepts whose links with this one would be told, the furthest from chance first.</summary>
    internal IEnumerable<uint> Partners(uint concept) => _pairs.Count == 0 ? [] : _pairs.Keys
        .Where(p => p.First == concept || p.Second == concept)
        .Select(p => (Other: p.First == concept ? p.Second : p.First, Distance: Fresh(p)?.Distance ?? 0))
        .Where(static p => p.Distance > PairTable.LeastDistance)
        .OrderByDescending(static p => p.Distance).ThenBy(static p => p.Other).Select(static p => p.Other);

    /// <summary>Takes over what another knows; what was counted stays.</summary>
    internal void Become(ConceptLinks other) => _known = other._known;

    /// <summary>What was not told of a pair yet; null when nobody saw it together.</summary>
    internal PairTable? Fresh((uint First, uint Second) pair)
    {
        if (!_pairs.TryGetValue(pair, out PairCount count)) return null;
        long both = count.Both - count.Told.Both;
        if (both == 0) return null;
        long all = _all - count.Told.All, first = _observed[pair.First] - count.Told.First, second = _observed[pair.Second] - count.Told.Second;
        return new PairTable(both, first - both, second - both, all - first - second + both);
    }

    private bool Counted(uint concept)
    {
        bool known = _observed.TryGetValue(concept, out long count);
        if (!known && _observed.Count == MostConcepts) return false;
        _observed[concept] = count + 1;
        return true;
    }

    private readonly record struct Sums(long All, long First, long Second, long Both);

    private readonly record struct PairCount(long Both, Sums Told);
}
