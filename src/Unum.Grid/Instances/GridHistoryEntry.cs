using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>One entry of an instance's history.</summary>
/// <param name="Sequence">Its place; 0 is the beginning, operations follow.</param>
/// <param name="TimeMilliseconds">When, Unix milliseconds.</param>
/// <param name="Operation">What was done; null for the history's own entries.</param>
/// <param name="Root">The root that a commit wrote (or that the instance began with); zero otherwise.</param>
/// <param name="Chain">Hash of the history up to and including the group that it was written with.</param>
public sealed record GridHistoryEntry(long Sequence, long TimeMilliseconds, GridOperation? Operation, Hash256 Root, Hash256 Chain)
{
    /// <summary>"operation", "begin", "commit", or "cut": the operation right before was cancelled part of the way.</summary>
    public string Kind { get; init; } = "operation";
}
