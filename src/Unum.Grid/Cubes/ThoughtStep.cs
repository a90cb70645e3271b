namespace Unum.Grid.Cubes;

/// <summary>One byte of a consensus as it is agreed.</summary>
/// <param name="Index">0 for the first byte.</param>
/// <param name="Value">The byte.</param>
/// <param name="Probability">What the mixed distribution gave it, before temperature and top-p.</param>
/// <param name="Disagreement">Generalised Jensen-Shannon divergence of the nine, in bits: 0 when all predict alike, at most log2 9.</param>
/// <param name="Agreement">Share of the nine whose likeliest byte this is.</param>
public readonly record struct ThoughtStep(int Index, byte Value, double Probability, double Disagreement, double Agreement);
