namespace Unum.Hive.Trials;

/// <summary>What came of a <see cref="DhtTrial"/>.</summary>
/// <param name="Nodes">How many joined before the questions.</param>
/// <param name="Dead">Share of them that died at once, before the questions.</param>
/// <param name="Churn">Share of the nodes that left and were replaced by new ones between the questions.</param>
/// <param name="Loss">Share of datagrams lost.</param>
/// <param name="Seed">Repeats it.</param>
/// <param name="Lookups">Questions of nodes that lived until they knew.</param>
/// <param name="Success">Share of them that found a verified record.</param>
/// <param name="Alive">Share of them that found the record of a node that lives; a record outlives its node until it expires.</param>
/// <param name="HopsP50">Median of who-named-whom until the answer.</param>
/// <param name="HopsP90">Nine of ten took no more.</param>
/// <param name="RequestsPerLookup">Mean, unanswered ones included.</param>
/// <param name="Datagrams">All datagrams of the world.</param>
/// <param name="Bytes">All their bytes.</param>
/// <param name="BytesPerNodeMinute">Bytes that a node sends in a minute of virtual time, on average.</param>
/// <param name="TableP50">Median of the contacts that a living node knows at the end.</param>
/// <param name="TableMost">Most contacts that one knows.</param>
/// <param name="RecordsMost">Most records that one keeps for others.</param>
/// <param name="VirtualSeconds">How long the world lasted.</param>
public sealed record DhtReport(
    int Nodes, double Dead, double Churn, double Loss, int Seed, int Lookups, double Success, double Alive, int HopsP50, int HopsP90, double RequestsPerLookup,
    long Datagrams, long Bytes, double BytesPerNodeMinute, int TableP50, int TableMost, int RecordsMost, double VirtualSeconds);
