using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>Says that an operation is done and durable.</summary>
/// <param name="Sequence">Its place in the instance's history, from 1.</param>
/// <param name="Chain">Hash of the history up to and including the group of entries that it was written with.</param>
/// <param name="Touched">Blocks that it touched.</param>
/// <param name="TimeMilliseconds">When, Unix milliseconds: the activation time of the blocks that it woke.</param>
public sealed record OperationReceipt(long Sequence, Hash256 Chain, long Touched, long TimeMilliseconds)
{
    /// <summary>False when its condition did not hold (nothing was written then, and <see cref="Sequence"/> is the last one before).</summary>
    public bool Applied { get; init; } = true;

    /// <summary>True when it was cancelled part of the way: <see cref="Touched"/> blocks were done, and stay done.</summary>
    public bool Cancelled { get; init; }

    /// <summary>What the minds answered, for process and sync; null otherwise.</summary>
    public FaceWorkResult? Work { get; init; }
}
