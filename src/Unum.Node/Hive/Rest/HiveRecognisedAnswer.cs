namespace Unum.Node.Hive.Rest;

/// <summary>The concept an example belongs to; null when nothing is known.</summary>
internal sealed record HiveRecognisedAnswer(string? Concept, string? Id, double Score, IReadOnlyList<HiveScoreAnswer> Ranking);
