using Unum.Hive.Packets;

namespace Unum.Hive.Merging;

/// <summary>
/// Merges links by precision: for each pair of concepts the mean of the log-odds that were said, weighted by precision (at most <see cref="BasinFold.EvidenceCap"/>) x trust x
/// capacity, in 64-bit whole numbers. Any order and any grouping give the same bits.
/// <para>Bounds: precision 2^12 x log-odds 2^9 x capacity 2^4 = 2^25 a statement at trust 1, so with trust in 2^24ths 2^13 authors fit, with trust in 256ths 2^29 links. Memory: 32 bytes a pair.</para>
/// </summary>
/// <param name="fullPart">How many parts full trust has.</param>
internal sealed class LinkFold(int fullPart)
{
    private readonly Dictionary<(uint First, uint Second), LinkSum> _sums = [];

    /// <summary>Nothing said.</summary>
    public static IReadOnlyDictionary<(uint First, uint Second), LinkSum> None { get; } = new Dictionary<(uint First, uint Second), LinkSum>();

    /// <summary>Pairs of which something was said.</summary>
    public IReadOnlyDictionary<(uint First, uint Second), LinkSum> Sums => _sums;

    /// <summary>Adds the links of a delta.</summary>
    /// <param name="delta">What it says.</param>
    /// <param name="part">Trust: parts of full trust.</param>
    /// <param name="capacity">1 to 16.</param>
    /// <param name="believed">For each mode; false where it was voted down, and with it its links. Null believes all.</param>
    public void Add(BasinDelta delta, int part, int capacity, IReadOnlyList<bool?>? believed = null)
    {
        foreach (LinkRecord link in delta.Links)
        {
            if (believed is not null && (believed[link.First] == false || believed[link.Second] == false)) continue;
            (uint first, uint second) = (delta.Modes[link.First].Id.Concept, delta.Modes[link.Second].Id.Concept);
            if (first == second) continue; // two modes of one concept: nothing about two concepts
            long precision = Math.Min(Evidence.Count(link.EvidenceCode), BasinFold.EvidenceCap);
            Add((first, second), precision * link.LogOdds, precision, part, capacity);
        }
    }

    /// <summary>Adds what one author says of a pair, with at most <see cref="BasinFold.EvidenceCap"/> of precision.</summary>
    public void Add((uint First, uint Second) pair, LinkSum said, int part, int capacity)
    {
        const int cap = BasinFold.EvidenceCap;
        if (said.Weight > cap) Add(pair, (long)((Int128)said.Moment * cap / said.Weight), cap, part, capacity);
        else Add(pair, said.Moment, said.Weight, part, capacity);
    }

    /// <summary>The merged links, ascending; those that came out as chance are left out.</summary>
    public IEnumerable<ConceptLink> Results() => _sums.Where(static s => s.Value.Weight > 0).Select(s => Result(s.Key, s.Value)).Where(static l => l.LogOdds != 0).OrderBy(static l => (l.First, l.Second));

    private ConceptLink Result((uint First, uint Second) pair, LinkSum sum)
    {
        // To the nearest, halves away from zero, so that a sign is nobody's advantage.
        long half = sum.Moment < 0 ? -(sum.Weight / 2) : sum.Weight / 2;
        return new ConceptLink(pair.First, pair.Second, (int)((sum.Moment + half) / sum.Weight), Evidence.Code(Math.Max(1, sum.Precision / fullPart)));
    }

    private void Add((uint First, uint Second) pair, long moment, long precision, int part, int capacity)
    {
        long weight = (long)part * capacity;
        _sums[pair] = _sums.GetValueOrDefault(pair) + new LinkSum(moment * weight, precision * weight, precision * part);
    }
}
