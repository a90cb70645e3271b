using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.History;

/// <summary>What two versions of a basin have that the other has not, everything behind them counted.</summary>
/// <param name="OnlyFirst">Deltas behind the first alone, ascending.</param>
/// <param name="OnlySecond">Deltas behind the second alone, ascending.</param>
/// <param name="Both">How many deltas both have.</param>
/// <param name="AuthorsFirst">Authors of deltas behind the first alone and how many are theirs.</param>
/// <param name="AuthorsSecond">The same for the second.</param>
/// <param name="Modes">Modes that are not the same, by id; null when a basin is not a packet, so that its modes cannot be read.</param>
public sealed record VersionDifference(
    IReadOnlyList<Cid> OnlyFirst, IReadOnlyList<Cid> OnlySecond, int Both, IReadOnlyDictionary<AuthorId, int> AuthorsFirst, IReadOnlyDictionary<AuthorId, int> AuthorsSecond, IReadOnlyList<ModeDifference>? Modes)
{
    /// <summary>Pairs of concepts whose links are not the same, ascending; null when a basin is not a packet.</summary>
    public IReadOnlyList<LinkDifference>? Links { get; init; }

    /// <summary>Whether the same deltas are behind both; then the canonical basins are the same too.</summary>
    public bool SameSet => OnlyFirst.Count == 0 && OnlySecond.Count == 0;
}
