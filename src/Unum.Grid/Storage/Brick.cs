using System.Numerics;
using System.Runtime.CompilerServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// A copy of one brick of 8 x 8 x 8 blocks, for work that goes brick by brick (hashing, kappa, minds). It is a buffer: made once and filled again and again by
/// <see cref="BlockArray.ReadBrick"/>. Columns are packed: entry i is the i-th active block in the order of its index x + 8y + 64z inside the brick.
/// </summary>
public sealed class Brick
{
    /// <summary>Blocks along an axis of a brick.</summary>
    public const int Edge = 8;

    /// <summary>Blocks of a brick.</summary>
    public const int Volume = Edge * Edge * Edge;

    internal readonly ulong[] MaskWords = new ulong[Volume / 64];
    internal readonly float[] ValueColumn = new float[Volume];
    internal readonly float[] KappaColumn = new float[Volume];
    internal readonly long[] TimeColumn = new long[Volume];
    internal readonly ulong[] HashColumn = new ulong[Volume];

    /// <summary>Morton code of the brick: of its coordinate divided by 8, 21 bits.</summary>
    public int Code { get; internal set; }

    /// <summary>Active blocks, 0 to 512.</summary>
    public int Count { get; internal set; }

    /// <summary>The block of least x, y and z.</summary>
    public Coordinate Origin => OriginOf(Code);

    /// <summary>Which blocks are active: word z, bit x + 8y.</summary>
    public ReadOnlySpan<ulong> Mask => MaskWords;

    /// <summary>Values [Count].</summary>
    public ReadOnlySpan<float> Values => ValueColumn.AsSpan(0, Count);

    /// <summary>Kappas [Count].</summary>
    public ReadOnlySpan<float> Kappas => KappaColumn.AsSpan(0, Count);

    /// <summary>Activation times [Count], milliseconds since 1970 UTC.</summary>
    public ReadOnlySpan<long> ActivatedMilliseconds => TimeColumn.AsSpan(0, Count);

    /// <summary>Hashes [Count]; 0 where none was set since the value changed.</summary>
    public ReadOnlySpan<ulong> Hashes => HashColumn.AsSpan(0, Count);

    /// <summary>The block of least x, y and z in the brick of a code.</summary>
    public static Coordinate OriginOf(int code)
    {
        Coordinate at = Morton.Decode((uint)code);
        return new(at.X * Edge, at.Y * Edge, at.Z * Edge);
    }

    /// <summary>The code of the brick that a block is in.</summary>
    public static int CodeOf(Coordinate at) => (int)(Morton.Encode(at) >> 9);

    /// <summary>Writes where the active blocks are, in the order of the columns.</summary>
    /// <param name="coordinates">At least <see cref="Count"/> long.</param>
    public void CopyCoordinates(Span<Coordinate> coordinates) => CopyCoordinates(Origin, MaskWords, coordinates);

    /// <summary>Writes where the set bits of a mask are, in a brick that starts at an origin.</summary>
    internal static void CopyCoordinates(Coordinate origin, ReadOnlySpan<ulong> mask, Span<Coordinate> coordinates)
    {
        int next = 0;
        for (int z = 0; z < Edge; z++)
        {
            for (ulong bits = mask[z]; bits != 0; bits &= bits - 1) coordinates[next++] = CoordinateOf(origin, (z << 6) + BitOperations.TrailingZeroCount(bits));
        }
    }

    /// <summary>Where a block is, by its index in its brick.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Coordinate CoordinateOf(Coordinate origin, int index) => new(origin.X + (index & 7), origin.Y + (index >> 3 & 7), origin.Z + (index >> 6));
}
