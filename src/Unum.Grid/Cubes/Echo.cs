namespace Unum.Grid.Cubes;

/// <summary>A mind that a message reached along the edges.</summary>
/// <param name="CubeId">Its cube.</param>
/// <param name="Vertex">Its vertex.</param>
/// <param name="Hop">Edges travelled, 1 or more.</param>
/// <param name="Surprise">Bits per byte that text and answer cost it before it learned from them.</param>
/// <param name="Kappa">Its kappa afterwards.</param>
public sealed record Echo(string CubeId, Vertex Vertex, int Hop, double Surprise, float Kappa);
