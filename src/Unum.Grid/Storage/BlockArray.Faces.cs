using System.Runtime.CompilerServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <content>Faces: a brick at a time.</content>
public sealed partial class BlockArray
{
    private const int MaskWords = Brick.Volume / 64;

    /// <summary>The active blocks of a face, in Morton order.</summary>
    /// <param name="plane">The axis that it stands on.</param>
    /// <param name="index">Where on that axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face.</exception>
    public BlockSequence Face(Plane plane, int index)
    {
        (Coordinate low, Coordinate high) = FaceBox(plane, index);
        return new(_store, low, high);
    }

    /// <summary>Activates every block of a face and gives it a value; blocks that were active keep their activation time.</summary>
    /// <returns>How many blocks the face has: so many were touched.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face, or the value is not finite.</exception>
    public long ActivateFace(Plane plane, int index, float value = 1f) => ActivateFace(plane, index, value, Now());

    /// <summary><see cref="ActivateFace(Plane, int, float)"/> at a time that the caller tells, as a replay does.</summary>
    /// <param name="plane">The axis that it stands on.</param>
    /// <param name="index">Where on that axis.</param>
    /// <param name="value">Finite.</param>
    /// <param name="milliseconds">Since 1970 UTC, 0 to, not including, <see cref="EndOfTime"/>.</param>
    /// <returns>How many blocks the face has.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face, the value is not finite, or the time is out of range.</exception>
    [SkipLocalsInit]
    public long ActivateFace(Plane plane, int index, float value, long milliseconds)
    {
        CheckValue(value);
        CheckTime(milliseconds);
        (Coordinate low, Coordinate high) = FaceBox(plane, index);
        Span<float> values = stackalloc float[Brick.Volume];
        values.Fill(value);
        Span<ulong> mask = stackalloc ulong[MaskWords];
        int first = Brick.CodeOf(low), last = Brick.CodeOf(high);
        for (int code = first; code <= last; code = NextInside(code, low, high))
        {
            FaceMask(code, low, high, mask);
            _store.PutSame(code, mask, values, milliseconds);
        }

        _store.CompactWhenWasteful();
        return (long)(high.X - low.X + 1) * (high.Y - low.Y + 1) * (high.Z - low.Z + 1);
    }

    /// <summary>Deactivates every block of a face.</summary>
    /// <returns>How many were active.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such face.</exception>
    public long DeactivateFace(Plane plane, int index)
    {
        (Coordinate low, Coordinate high) = FaceBox(plane, index);
        if (_links.Blocks > 0)
        {
            foreach (uint code in _links.Inside(low, high)) Unlink(code);
        }

        Span<ulong> mask = stackalloc ulong[MaskWords];
        long taken = 0;
        BrickWalk bricks = new(_store.Directory, low, high);
        while (bricks.MoveNext())
        {
            FaceMask(bricks.Code, low, high, mask);
            taken += _store.RemoveMany(bricks.Code, mask);
        }

        _store.CompactWhenWasteful();
        return taken;
    }

    /// <summary>The next brick in Morton order that a box touches; past its last one when there is none.</summary>
    private static int NextInside(int code, Coordinate low, Coordinate high)
    {
        Coordinate from = new(low.X >> 3, low.Y >> 3, low.Z >> 3), to = new(high.X >> 3, high.Y >> 3, high.Z >> 3);
        int end = (int)Morton.Encode(to);
        for (code++; code <= end;)
        {
            Coordinate at = Morton.Decode((uint)code);
            int skip = 0;
            for (int level = Math.Min(7, System.Numerics.BitOperations.TrailingZeroCount(code) / 3); level >= 0 && skip == 0; level--)
            {
                int edge = (1 << level) - 1;
                bool touches = at.X <= to.X && at.X + edge >= from.X && at.Y <= to.Y && at.Y + edge >= from.Y && at.Z <= to.Z && at.Z + edge >= from.Z;
                if (!touches) skip = 1 << (3 * level);
            }

            if (skip == 0) return code;
            code += skip;
        }

        return code;
    }

    /// <summary>Which blocks of a brick are in a box.</summary>
    private static void FaceMask(int code, Coordinate low, Coordinate high, Span<ulong> mask)
    {
        Coordinate o = Brick.OriginOf(code);
        uint row = Between(low.X - o.X, high.X - o.X);
        ulong rows = 0;
        for (int y = Math.Max(0, low.Y - o.Y); y <= Math.Min(7, high.Y - o.Y); y++) rows |= (ulong)row << (y << 3);
        for (int z = 0; z < MaskWords; z++) mask[z] = z >= low.Z - o.Z && z <= high.Z - o.Z ? rows : 0;
    }

    /// <summary>Eight bits, set from one to another inclusive as far as they are within 0 to 7.</summary>
    private static uint Between(int from, int to) => (0xFFu << Math.Clamp(from, 0, 8)) & (0xFFu >> (7 - Math.Clamp(to, -1, 7))) & 0xFF;

    private (Coordinate Low, Coordinate High) FaceBox(Plane plane, int index)
    {
        (int x, int y, int z) = (Dimensions.X - 1, Dimensions.Y - 1, Dimensions.Z - 1);
        int most = plane switch
        {
            Plane.X => x,
            Plane.Y => y,
            Plane.Z => z,
            _ => throw new ArgumentOutOfRangeException(nameof(plane), plane, "A plane is X, Y or Z."),
        };
        if ((uint)index > (uint)most)
            throw new ArgumentOutOfRangeException(nameof(index), index, FormattableString.Invariant($"The grid is {Dimensions}: a face of {plane} is 0 to {most}."));
        return plane switch
        {
            Plane.X => (new(index, 0, 0), new(index, y, z)),
            Plane.Y => (new(0, index, 0), new(x, index, z)),
            _ => (new(0, 0, index), new(x, y, index)),
        };
    }
}
