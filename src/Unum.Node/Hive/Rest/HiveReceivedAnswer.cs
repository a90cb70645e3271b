namespace Unum.Node.Hive.Rest;

/// <summary>A delta was taken: accepted, or held until its parent comes.</summary>
internal sealed record HiveReceivedAnswer(string Status, string Cid, string Basin);
