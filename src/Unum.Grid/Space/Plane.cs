namespace Unum.Grid.Space;

/// <summary>The axis that a face stands on: the face (<see cref="Z"/>, 500) is every block with z = 500.</summary>
public enum Plane
{
    /// <summary>Blocks of one x.</summary>
    X,

    /// <summary>Blocks of one y.</summary>
    Y,

    /// <summary>Blocks of one z.</summary>
    Z,
}
