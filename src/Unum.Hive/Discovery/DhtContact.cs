using System.Net;

namespace Unum.Hive.Discovery;

/// <summary>A node and where it answers.</summary>
public sealed record DhtContact(DhtId Id, IPEndPoint Address);
