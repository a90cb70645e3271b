namespace Unum.Node.Konomi;

internal sealed record InstanceMetricsAnswer(string InstanceId, long ActiveBlocks, long Bytes, long Operations);

internal sealed record GridMetricsAnswer(
    long ActiveBlocks, long Bytes, IReadOnlyList<InstanceMetricsAnswer> Instances, int Cubes, long CubeBytes, double AverageKappa, long CubeRequests, long LedgerHeight,
    int Websockets, long ResidentBytes, long ManagedBytes);
