namespace Unum.Node.Hive.Rest;

/// <summary>The newest first.</summary>
internal sealed record HiveRefusalsAnswer(IReadOnlyList<HiveRefusalAnswer> Refusals);
