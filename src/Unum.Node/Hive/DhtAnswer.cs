namespace Unum.Node.Hive;

/// <summary>The table as this node has it.</summary>
internal sealed record DhtAnswer(
    string Id, string Address, IReadOnlyList<string> Specialisations, IReadOnlyList<DhtContactAnswer> Table, int Records, long Received, long Malformed, long Limited, long Sent, long BytesSent, long Dropped, long Unreachable);
