namespace Unum.Hive.Trials;

/// <summary>What came of a <see cref="DhtTrial"/>.</summary>
/// <param name="Nodes">How many joined.</param>
/// <param name="Dead">Share that died before the questions.</param>
/// <param name="Seed">Repeats it.</param>
/// <param name="Queries">Questions asked.</param>
/// <param name="Success">Share of them that found a verified record.</param>
/// <param name="Requests">Mean requests a question, unanswered ones included.</param>
/// <param name="HopsMedian">Median of who-named-whom until the answer.</param>
/// <param name="HopsP90">Nine of ten took no more.</param>
/// <param name="Datagrams">All datagrams of the world.</param>
/// <param name="Bytes">All their bytes.</param>
/// <param name="VirtualSeconds">How long the world lasted.</param>
public sealed record DhtReport(int Nodes, double Dead, int Seed, int Queries, double Success, double Requests, int HopsMedian, int HopsP90, long Datagrams, long Bytes, double VirtualSeconds);
