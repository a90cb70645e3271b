using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <summary>Eight blocks in a row along x with what their six neighbours sum to; only the lanes in <see cref="Active"/> mean anything.</summary>
/// <param name="Brick">Morton code of the brick.</param>
/// <param name="Row">Which row of the brick: y + 8z.</param>
/// <param name="Active">Bit x is set where a block is active; never 0.</param>
/// <param name="Centre">The blocks' own figures.</param>
/// <param name="Sum">Sum over the active ones of the six neighbours.</param>
/// <param name="Neighbours">How many of the six are active, 0 to 6.</param>
public readonly record struct NeighbourhoodRow(int Brick, int Row, uint Active, Vector256<float> Centre, Vector256<float> Sum, Vector256<float> Neighbours)
{
    /// <summary>Figures with 0 in the lanes that mean nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Masked(Vector256<float> figures)
    {
        if (Active == 0xFF) return figures;
        Vector256<uint> each = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        return Vector256.ConditionalSelect(Vector256.Equals(Vector256.Create(Active) & each, each).AsSingle(), figures, Vector256<float>.Zero);
    }
}
