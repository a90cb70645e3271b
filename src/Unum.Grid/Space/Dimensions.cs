namespace Unum.Grid.Space;

/// <summary>Size of a grid in blocks along each axis, 1 to <see cref="Most"/>.</summary>
public readonly record struct Dimensions
{
    /// <summary>Longest axis: ten bits, so that a Morton code is thirty.</summary>
    public const int Most = 1024;

    /// <summary>Sizes along the three axes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not 1 to <see cref="Most"/>.</exception>
    public Dimensions(int x, int y, int z)
    {
        X = Checked(x, nameof(x));
        Y = Checked(y, nameof(y));
        Z = Checked(z, nameof(z));
    }

    /// <summary>The mission's grid: a billion addressable blocks.</summary>
    public static Dimensions Mission { get; } = new(1000, 1000, 1000);

    /// <summary>Blocks along x.</summary>
    public int X { get; }

    /// <summary>Blocks along y.</summary>
    public int Y { get; }

    /// <summary>Blocks along z.</summary>
    public int Z { get; }

    /// <summary>How many blocks can be addressed.</summary>
    public long Volume => (long)X * Y * Z;

    /// <summary>Whether a block can be there.</summary>
    public bool Contains(Coordinate at) => (uint)at.X < (uint)X && (uint)at.Y < (uint)Y && (uint)at.Z < (uint)Z;

    /// <summary>Refuses a coordinate outside.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside; says which and what is possible.</exception>
    public void Check(Coordinate at)
    {
        if (!Contains(at)) throw new ArgumentOutOfRangeException(nameof(at), at, FormattableString.Invariant($"The grid is {this}: x is 0 to {X - 1}, y 0 to {Y - 1}, z 0 to {Z - 1}."));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{X} x {Y} x {Z}");

    private static int Checked(int size, string axis) => size is >= 1 and <= Most
        ? size
        : throw new ArgumentOutOfRangeException(axis, size, FormattableString.Invariant($"An axis of a grid has 1 to {Most} blocks."));
}
