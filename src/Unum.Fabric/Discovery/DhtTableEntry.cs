using Unum.Hive.Discovery;

namespace Unum.Fabric.Discovery;

/// <summary>A contact of a node's table.</summary>
/// <param name="Contact">Who, and where it answers.</param>
/// <param name="Bucket">How many leading bits its id shares with the node's.</param>
/// <param name="SeenSeconds">How long ago it last proved its address.</param>
public readonly record struct DhtTableEntry(DhtContact Contact, int Bucket, double SeenSeconds);
