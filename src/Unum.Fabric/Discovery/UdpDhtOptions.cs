using Unum.Hive.Discovery;

namespace Unum.Fabric.Discovery;

/// <summary>Limits of a <see cref="UdpDhtHost"/>.</summary>
public sealed record UdpDhtOptions
{
    /// <summary>How its node behaves.</summary>
    public DhtOptions Dht { get; init; } = new();

    /// <summary>Secret of the mesh: datagrams without its tag are ignored. Null where every program of this computer may take part.</summary>
    public ReadOnlyMemory<byte>? MeshKey { get; init; }

    /// <summary>Datagrams taken from one address in a second, on average. Twenty nodes on one computer share its address.</summary>
    public int DatagramsPerSecond { get; init; } = 1000;

    /// <summary>Datagrams taken from one address at once.</summary>
    public int Burst { get; init; } = 2000;

    /// <summary>Addresses that are told apart; all others share one limit.</summary>
    public int MostAddresses { get; init; } = 4096;

    /// <summary>Datagrams that wait to be sent; more are dropped.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>Bytes that the system keeps for what was not taken yet.</summary>
    public int ReceiveBuffer { get; init; } = 1 << 20;
}
