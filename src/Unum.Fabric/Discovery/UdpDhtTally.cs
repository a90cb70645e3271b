namespace Unum.Fabric.Discovery;

/// <summary>What a <see cref="UdpDhtHost"/> has done so far.</summary>
/// <param name="Received">Datagrams that came.</param>
/// <param name="Malformed">Of these ignored: too long, without the mesh's tag, not in form, or answers to nothing asked.</param>
/// <param name="Limited">Of these ignored because their address sent too many.</param>
/// <param name="Sent">Datagrams sent.</param>
/// <param name="BytesSent">Their bytes.</param>
/// <param name="Dropped">Not sent: the queue was full, or the address is one that no node can have.</param>
/// <param name="Unreachable">Times that the network said that something did not arrive.</param>
public readonly record struct UdpDhtTally(long Received, long Malformed, long Limited, long Sent, long BytesSent, long Dropped, long Unreachable);
