namespace Unum.Node.Hive.Rest;

/// <summary>The deltas that were signed and told.</summary>
internal sealed record HiveSharedAnswer(IReadOnlyList<string> Cids, int Bytes, string Basin);
