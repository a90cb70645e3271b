using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <summary>Eight blocks in a row along x with what their six neighbours sum to; only the lanes in <see cref="Active"/> mean anything.</summary>
/// <param name="Brick">Morton code of the brick.</param>
/// <param name="Row">Which row of the brick: y + 8z.</param>
/// <param name="Active">Bit x is set where a block is active; never 0.</param>
/// <param name="Centre">The blocks' own figures.</param>
/// <param name="Sum">Sum over the active ones of the six neighbours.</param>
/// <param name="Neighbours">How many of the six are active, 0 to 6.</param>
public readonly record struct NeighbourhoodRow(int Brick, int Row, uint Active, Vector256<float> Centre, Vector256<float> Sum, Vector256<float> Neighbours);
