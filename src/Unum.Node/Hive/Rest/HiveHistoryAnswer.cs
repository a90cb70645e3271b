namespace Unum.Node.Hive.Rest;

/// <summary>The latest first.</summary>
internal sealed record HiveHistoryAnswer(IReadOnlyList<HiveVersionAnswer> Nodes);
