namespace Unum.Node.Hive.Rest;

/// <summary>A concept and its share of the score.</summary>
internal sealed record HiveScoreAnswer(string Concept, string Id, double Score);
