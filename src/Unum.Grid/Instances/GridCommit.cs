using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>The state of an instance at one point of its history, in one hash.</summary>
/// <param name="Sequence">The last operation that it covers.</param>
/// <param name="Root">Merkle root over every block's hash and kappa, the links, and the minds; the same for the same state, however it came to be.</param>
/// <param name="Blocks">Active blocks.</param>
/// <param name="Bricks">Bricks that were hashed anew for it.</param>
public sealed record GridCommit(long Sequence, Hash256 Root, long Blocks, int Bricks);
