namespace Unum.Node.Hive.Rest;

/// <summary>An example was taken.</summary>
internal sealed record HiveObservedAnswer(string Concept, string Id);
