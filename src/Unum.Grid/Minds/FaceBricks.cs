using Unum.Grid.Space;
using Unum.Grid.Storage;
using BitOperations = System.Numerics.BitOperations;

namespace Unum.Grid.Minds;

/// <summary>The bricks that a face runs through, and which of a brick's blocks lie on it.</summary>
internal sealed class FaceBricks
{
    /// <summary>A face of a grid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face.</exception>
    public FaceBricks(Dimensions dimensions, Plane plane, int index)
    {
        (int across, int deep, int most) = plane switch
        {
            Plane.X => (dimensions.Y, dimensions.Z, dimensions.X),
            Plane.Y => (dimensions.X, dimensions.Z, dimensions.Y),
            Plane.Z => (dimensions.X, dimensions.Y, dimensions.Z),
            _ => throw new ArgumentOutOfRangeException(nameof(plane), plane, "A plane is X, Y or Z."),
        };
        if ((uint)index >= (uint)most) throw new ArgumentOutOfRangeException(nameof(index), index, FormattableString.Invariant($"The grid is {dimensions}: a face of {plane} is 0 to {most - 1}."));
        (Plane, Index, Width, Height) = (plane, index, across, deep);
        int within = index & (Brick.Edge - 1);
        for (int z = 0; z < Mask.Length; z++)
        {
            Mask[z] = plane switch
            {
                Plane.X => 0x0101010101010101UL << within,
                Plane.Y => 0xFFUL << (Brick.Edge * within),
                _ => z == within ? ulong.MaxValue : 0,
            };
        }

        Codes = new int[((across + 7) / Brick.Edge) * ((deep + 7) / Brick.Edge)];
        int at = 0;
        for (int v = 0; v < deep; v += Brick.Edge)
        {
            for (int u = 0; u < across; u += Brick.Edge) Codes[at++] = Brick.CodeOf(At(u, v));
        }

        Array.Sort(Codes);
    }

    /// <summary>The axis it stands on.</summary>
    public Plane Plane { get; }

    /// <summary>Where on it.</summary>
    public int Index { get; }

    /// <summary>Blocks along the first axis of the face: y on X, otherwise x.</summary>
    public int Width { get; }

    /// <summary>Blocks along the second: y on Z, otherwise z.</summary>
    public int Height { get; }

    /// <summary>Morton codes of the bricks, ascending, whether or not anything is active there.</summary>
    public int[] Codes { get; }

    /// <summary>Blocks of a brick on the face: word z, bit x + 8y.</summary>
    public ulong[] Mask { get; } = new ulong[Brick.Edge];

    /// <summary>Where a place of the face is.</summary>
    public Coordinate At(int u, int v) => Plane switch
    {
        Plane.X => new Coordinate(Index, u, v),
        Plane.Y => new Coordinate(u, Index, v),
        _ => new Coordinate(u, v, Index),
    };

    /// <summary>Place of a coordinate in an array of Width x Height.</summary>
    public int Place(Coordinate at) => Plane switch
    {
        Plane.X => at.Y + (at.Z * Width),
        Plane.Y => at.X + (at.Z * Width),
        _ => at.X + (at.Y * Width),
    };

    /// <summary>The active blocks of a brick that lie on the face: index in the brick (x + 8y + 64z) and place in its packed columns.</summary>
    /// <returns>How many were written.</returns>
    public int Active(Brick brick, Span<(int Index, int Packed)> into)
    {
        int count = 0, before = 0;
        for (int z = 0; z < Mask.Length; z++)
        {
            ulong active = brick.Mask[z];
            for (ulong bits = active & Mask[z]; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits);
                into[count++] = ((z * 64) + bit, before + BitOperations.PopCount(active & ((1UL << bit) - 1)));
            }

            before += BitOperations.PopCount(active);
        }

        return count;
    }
}
