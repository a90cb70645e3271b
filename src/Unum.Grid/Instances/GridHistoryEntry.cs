using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>One entry of an instance's history.</summary>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="TimeMilliseconds">When, Unix milliseconds.</param>
/// <param name="Operation">What was done; null for a commit's root, which is an entry too.</param>
/// <param name="Root">The root that a commit wrote; zero otherwise.</param>
/// <param name="Chain">Hash of the history up to and including the group that it was written with.</param>
public sealed record GridHistoryEntry(long Sequence, long TimeMilliseconds, GridOperation? Operation, Hash256 Root, Hash256 Chain);
