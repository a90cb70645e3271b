using Unum.Grid.Storage;

namespace Unum.Grid.Instances;

/// <summary>How one operation is applied.</summary>
public sealed record GridApplyOptions
{
    /// <summary>Asked right before: when false, nothing is written and the receipt says so. Sees every earlier operation.</summary>
    public Func<BlockArray, bool>? When { get; init; }

    /// <summary>Told how far a long operation is, from the writer's thread: be quick.</summary>
    public Action<FaceProgress>? Progress { get; init; }
}
