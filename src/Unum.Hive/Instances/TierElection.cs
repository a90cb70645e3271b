using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>
/// Who does what, from who is there: all who see the same members agree without asking. The coordinator is whoever is there most, of those the one with the smallest
/// name; it has nothing that the others lack, so when it dies the next is elected and carries on from the set of deltas.
/// </summary>
public static class TierElection
{
    /// <summary>Binary logarithm of the parameters from which an instance is a powerhouse.</summary>
    public const byte PowerhouseCapacity = 30;

    /// <summary>The coordinator; null without members.</summary>
    public static AuthorId? Coordinator(IEnumerable<HiveMember> members) =>
        members.OrderByDescending(static m => m.Availability).ThenBy(static m => m.Author.Value).Select(static m => (AuthorId?)m.Author).FirstOrDefault();

    /// <summary>What a member does.</summary>
    public static HiveTier TierOf(HiveMember member, IEnumerable<HiveMember> members) =>
        Coordinator(members) == member.Author ? HiveTier.Coordinator : member.Capacity >= PowerhouseCapacity ? HiveTier.Powerhouse : HiveTier.Edge;

    /// <summary>Whom to ask for hard work, the best first: powerhouses, or the largest there are.</summary>
    /// <param name="members">Who is there.</param>
    /// <param name="most">How many to ask, at least 1.</param>
    public static IReadOnlyList<HiveMember> ForHardWork(IEnumerable<HiveMember> members, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return [.. members.OrderByDescending(static m => m.Capacity >= PowerhouseCapacity).ThenByDescending(static m => m.Capacity).ThenByDescending(static m => m.Availability).ThenBy(static m => m.Author.Value).Take(most)];
    }
}
