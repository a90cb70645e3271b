namespace Unum.Node.Reporting;

/// <summary>Two sensors that move together.</summary>
/// <param name="A">One sensor.</param>
/// <param name="B">The other.</param>
/// <param name="Lag">Seconds by which <paramref name="A"/> follows <paramref name="B"/>: positive when B leads.</param>
/// <param name="Strength">Lagged coherence |T|² in [0, 1].</param>
internal sealed record TogetherReport(string A, string B, double Lag, double Strength);
