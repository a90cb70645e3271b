namespace Unum.Node.Hive.Rest;

/// <summary>A page of deltas; next is what to give as after, null at the end.</summary>
internal sealed record HiveDeltasAnswer(IReadOnlyList<HiveDeltaAnswer> Deltas, int Total, int? Next);
