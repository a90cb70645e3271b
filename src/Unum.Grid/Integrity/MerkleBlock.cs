namespace Unum.Grid.Integrity;

/// <summary>A block as a proof tells it: one of the active blocks of the proven block's brick.</summary>
/// <param name="Index">x + 8y + 64z inside the brick.</param>
/// <param name="Value">Its value.</param>
/// <param name="Kappa">Its kappa.</param>
/// <param name="Links">Morton codes of the blocks that it is linked to, ascending.</param>
public sealed record MerkleBlock(int Index, float Value, float Kappa, IReadOnlyList<uint> Links);
