namespace Unum.Grid.Space;

/// <summary>Which blocks count as neighbours: offsets from a block, in the order in which neighbours are told.</summary>
public sealed class Adjacency
{
    private readonly Coordinate[] _offsets;

    private Adjacency(Coordinate[] offsets) => _offsets = offsets;

    /// <summary>The six that share a face: -x, +x, -y, +y, -z, +z.</summary>
    public static Adjacency Six { get; } = new([new(-1, 0, 0), new(1, 0, 0), new(0, -1, 0), new(0, 1, 0), new(0, 0, -1), new(0, 0, 1)]);

    /// <summary>The 26 that share a face, an edge or a corner, x outermost and z innermost.</summary>
    public static Adjacency TwentySix { get; } = new(Around());

    /// <summary>The offsets.</summary>
    public ReadOnlySpan<Coordinate> Offsets => _offsets;

    /// <summary>Offsets of one's own.</summary>
    /// <param name="offsets">At least one; each axis -1023 to 1023; neither zero nor twice the same.</param>
    /// <exception cref="ArgumentException">There is none, or one is the block itself, is there twice or leaves every grid.</exception>
    public static Adjacency Of(params ReadOnlySpan<Coordinate> offsets)
    {
        if (offsets.IsEmpty) throw new ArgumentException("An adjacency has at least one offset.", nameof(offsets));
        HashSet<Coordinate> seen = [];
        foreach (Coordinate offset in offsets)
        {
            if (offset == default) throw new ArgumentException("A block is no neighbour of its own: (0, 0, 0) is not an offset.", nameof(offsets));
            if (!seen.Add(offset)) throw new ArgumentException(FormattableString.Invariant($"The offset {offset} is there twice."), nameof(offsets));
            if (!Reachable(offset.X) || !Reachable(offset.Y) || !Reachable(offset.Z))
                throw new ArgumentException(FormattableString.Invariant($"The offset {offset} leaves every grid: an axis has at most {Dimensions.Most} blocks."), nameof(offsets));
        }

        return new(offsets.ToArray());
    }

    private static bool Reachable(int offset) => offset is > -Dimensions.Most and < Dimensions.Most;

    private static Coordinate[] Around()
    {
        List<Coordinate> all = [];
        for (int x = -1; x <= 1; x++)
        {
            for (int y = -1; y <= 1; y++)
            {
                for (int z = -1; z <= 1; z++)
                {
                    if (x != 0 || y != 0 || z != 0) all.Add(new(x, y, z));
                }
            }
        }

        return [.. all];
    }
}
