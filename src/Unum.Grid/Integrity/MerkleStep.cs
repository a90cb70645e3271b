namespace Unum.Grid.Integrity;

/// <summary>One node on the way from a brick to the root.</summary>
/// <param name="Level">1 (its children are bricks) to <see cref="MerkleTree.Levels"/>.</param>
/// <param name="Present">Which of the eight children are not empty: bit c for child c.</param>
/// <param name="Others">Hashes of those children, ascending, without the one that the way comes from.</param>
public sealed record MerkleStep(int Level, byte Present, IReadOnlyList<Hash256> Others);
