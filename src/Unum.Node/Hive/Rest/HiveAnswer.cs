namespace Unum.Node.Hive.Rest;

/// <summary>The hive as a node has it.</summary>
internal sealed record HiveAnswer(
    string Instance, string Frame, string Charter, string Basin, int Deltas, int Held, int Modes, int StateBytes, string Tier, string? Coordinator, IReadOnlyDictionary<string, long> Refused, IReadOnlyList<HivePeerAnswer> Peers,
    IReadOnlyList<HiveAuthorAnswer> Authors, IReadOnlyList<HiveForkAnswer> Forks, IReadOnlyList<HiveConceptAnswer> Concepts, IReadOnlyList<string> Powerhouses, string? Folder);
