namespace Unum.Hive.Discovery;

/// <summary>How a node of the table behaves. The defaults are Kademlia's (Maymounkov and Mazières, 2002) and the design's.</summary>
public sealed record DhtOptions
{
    /// <summary>Contacts a bucket holds, and contacts that one answer names (k), 1 to 20. More survive more deaths; memory and traffic grow in proportion.</summary>
    public int BucketSize { get; init; } = 20;

    /// <summary>Requests of one lookup under way at once (alpha), 1 to 8.</summary>
    public int Parallel { get; init; } = 3;

    /// <summary>Nodes that a record is stored at (r), 1 to 20: with a share d dead, a record is lost with d^r until it is published again.</summary>
    public int Replicas { get; init; } = 5;

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a node publishes its records again.</summary>
    public TimeSpan Republish { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a node looks for itself and for thin buckets; while it knows fewer than k contacts thirty times as often.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest life of a record; one that expires later is refused.</summary>
    public TimeSpan RecordLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Most records that a node keeps for others.</summary>
    public int MostRecords { get; init; } = 4096;

    /// <summary>Most records under one key.</summary>
    public int MostRecordsPerKey { get; init; } = 64;

    /// <summary>Most requests of this node under way; further lookups wait for their turn.</summary>
    public int MostPending { get; init; } = 256;
}
