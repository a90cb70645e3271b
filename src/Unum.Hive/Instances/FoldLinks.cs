using Unum.Hive.Merging;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// Links of the canonical basin: for each pair of concepts the mean of what authors say, weighted by min(precision, cap) x trust x capacity in whole numbers (<see cref="LinkFold"/>). Those without a standing
/// share one budget, a part of what those with one weigh on the same pair. Who was refused, who equivocates, and who is an outlier in a mode of either concept counts nothing.
/// </summary>
internal static class FoldLinks
{
    /// <summary>Fine enough that a flood of newcomers still shares its budget.</summary>
    internal const int FullPart = 1 << 24;

    private const int TrustUnit = FullPart / BasinFold.FullTrust;
    private const int AloneShare = FullPart / TrustRules.NewcomersPart;

    /// <summary>Merges.</summary>
    /// <param name="authors">All of the set, their weights known.</param>
    /// <param name="modes">Of the basin: links are between their concepts.</param>
    /// <param name="isOutlier">Whether an author is one in a mode.</param>
    /// <returns>At most <see cref="HiveBasin.MostLinks"/>, ascending.</returns>
    public static IReadOnlyList<ConceptLink> Merge(IEnumerable<FoldAuthor> authors, IReadOnlyList<ModeRecord> modes, Func<FoldAuthor, ModeId, bool> isOutlier)
    {
        List<FoldAuthor> speakers = [.. authors.Where(static a => a.Links.Count > 0 && (a.Weight > 0 || a.Weight == FoldAuthor.Newcomer))];
        if (speakers.Count == 0) return [];
        HashSet<uint> concepts = [.. modes.Select(static m => m.Id.Concept)];
        Dictionary<(uint First, uint Second), (long Standing, long Newcomers)> claims = [];
        List<(FoldAuthor Author, (uint First, uint Second) Pair, LinkSum Said)> counted = [];
        foreach (FoldAuthor author in speakers)
        {
            HashSet<uint> outlying = author.Outliers == 0 ? [] : [.. author.Statements.Where(s => isOutlier(author, s.Id)).Select(static s => s.Id.Concept)];
            foreach (((uint First, uint Second) pair, LinkSum said) in author.Links)
            {
                if (!concepts.Contains(pair.First) || !concepts.Contains(pair.Second) || outlying.Contains(pair.First) || outlying.Contains(pair.Second)) continue;
                counted.Add((author, pair, said));
                long claim = Math.Min(said.Weight, BasinFold.EvidenceCap) * author.CapacityWeight;
                (long standing, long newcomers) = claims.GetValueOrDefault(pair);
                claims[pair] = author.Weight > 0 ? (standing + (claim * author.Weight), newcomers) : (standing, newcomers + claim);
            }
        }

        LinkFold fold = new(FullPart);
        foreach ((FoldAuthor author, (uint First, uint Second) pair, LinkSum said) in counted)
        {
            fold.Add(pair, said, author.Weight > 0 ? author.Weight * TrustUnit : Share(claims[pair]), author.CapacityWeight);
        }

        return [.. fold.Results().OrderByDescending(static l => l.Strength).ThenBy(static l => (l.First, l.Second)).Take(HiveBasin.MostLinks).OrderBy(static l => (l.First, l.Second))];
    }

    /// <summary>What a newcomer's claim counts, in parts of full trust: all of them together a sixteenth of those with a standing.</summary>
    private static int Share((long Standing, long Newcomers) claims) => claims.Standing == 0
        ? AloneShare
        : (int)Math.Min(FullPart, claims.Standing * TrustUnit / TrustRules.NewcomersPart / claims.Newcomers);
}
