namespace Unum.Grid.Space;

/// <summary>Where a block is: each axis 0 up to, not including, the grid's <see cref="Dimensions"/>.</summary>
public readonly record struct Coordinate(int X, int Y, int Z)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"({X}, {Y}, {Z})");
}
