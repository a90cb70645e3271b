namespace Unum.Grid.Cubes;

/// <summary>One vertex's part in a collective thought.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="Text">Its own completion of the query; empty while it is still reading.</param>
/// <param name="Surprise">Bits per byte that the query cost it.</param>
/// <param name="Kappa">Its kappa.</param>
/// <param name="Weight">Its share in the mixture, kappa included; the nine sum to 1. A learned share may be negative.</param>
/// <param name="Agreement">Share of the consensus's bytes that it would have said too; 0 while it is still reading.</param>
public sealed record VertexThought(Vertex Vertex, string Text, double Surprise, float Kappa, double Weight, double Agreement);
