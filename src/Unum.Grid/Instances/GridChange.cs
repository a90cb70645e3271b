using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>What an operation changed in a region that somebody watches.</summary>
/// <param name="Sequence">The operation.</param>
/// <param name="Kind">What is known about it.</param>
/// <param name="Low">Lowest corner of what changed, within the region.</param>
/// <param name="High">Highest corner, included.</param>
/// <param name="Blocks">The blocks that changed for <see cref="GridChangeKind.Blocks"/>; else empty.</param>
public sealed record GridChange(long Sequence, GridChangeKind Kind, Coordinate Low, Coordinate High, IReadOnlyList<Coordinate> Blocks);
