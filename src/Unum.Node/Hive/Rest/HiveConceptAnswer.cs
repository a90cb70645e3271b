namespace Unum.Node.Hive.Rest;

/// <summary>A concept of the basin; without a name when nobody here has said it.</summary>
internal sealed record HiveConceptAnswer(string Id, string? Name);
