namespace Unum.Kairos.Mind;

/// <summary>Two sensors that move together.</summary>
/// <param name="A">Index of one.</param>
/// <param name="B">Index of the other.</param>
/// <param name="LagSeconds">By how much A follows B; negative when A leads.</param>
/// <param name="Strength">|T|² in [0, 1] at that lag.</param>
public readonly record struct Companionship(int A, int B, double LagSeconds, double Strength);
