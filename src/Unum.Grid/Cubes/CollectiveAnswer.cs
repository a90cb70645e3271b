namespace Unum.Grid.Cubes;

/// <summary>The answer of nine minds to one query.</summary>
/// <param name="CubeId">The cube.</param>
/// <param name="Vertices">Each vertex's own part, CENTRAL included, in the order of <see cref="Vertex"/>.</param>
/// <param name="Consensus">What they say together.</param>
/// <param name="KappaField">The cube's kappa, 0 to 1.</param>
public sealed record CollectiveAnswer(string CubeId, IReadOnlyList<VertexThought> Vertices, CubeConsensus Consensus, float KappaField);
