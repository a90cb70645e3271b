namespace Unum.Node.Hive;

/// <summary>A contact: who, where, how many leading bits its id shares with this node's, and how long ago it proved its address.</summary>
internal sealed record DhtContactAnswer(string Id, string Address, int Bucket, double SeenSeconds);
