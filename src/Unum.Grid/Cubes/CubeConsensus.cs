namespace Unum.Grid.Cubes;

/// <summary>What the nine say together.</summary>
/// <param name="Text">The consensus, decoded as UTF-8.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Probability">Geometric mean per byte of what the mixed distribution gave the bytes: above 0, at most 1. The mission's number.</param>
/// <param name="BitsPerByte">The same as a surprise: -log2 of <see cref="Probability"/>.</param>
/// <param name="QuerySurprise">Bits per byte that the query cost the mixture.</param>
/// <param name="Agreement">Mean share of the nine whose likeliest byte was the chosen one.</param>
/// <param name="Disagreement">Mean generalised Jensen-Shannon divergence of the nine per byte, in bits: 0 to log2 9.</param>
public sealed record CubeConsensus(
    string Text, ReadOnlyMemory<byte> Bytes, double Probability, double BitsPerByte, double QuerySurprise, double Agreement, double Disagreement);
