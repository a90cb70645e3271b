namespace Unum.Grid.Cubes;

/// <summary>A vertex of a certain cube: one end of an edge.</summary>
/// <param name="Cube">The cube.</param>
/// <param name="Vertex">Its vertex.</param>
public readonly record struct CubePlace(Cube Cube, Vertex Vertex)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Cube.Id}/{Vertex}";
}
