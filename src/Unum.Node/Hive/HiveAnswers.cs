namespace Unum.Node.Hive;

internal sealed record HiveAnswer(
    string Instance, string Frame, string Charter, string Basin, int Deltas, int Held, int Modes, int StateBytes, string Tier, string? Coordinator, IReadOnlyDictionary<string, long> Refused, IReadOnlyList<HivePeerAnswer> Peers,
    IReadOnlyList<HiveAuthorAnswer> Authors, IReadOnlyList<HiveForkAnswer> Forks, IReadOnlyList<HiveConceptAnswer> Concepts, IReadOnlyList<string> Powerhouses, string? Folder,
    int Capacity, double Availability, int Skills, IReadOnlyList<HiveLinkAnswer> Links);

internal sealed record HivePeerAnswer(string Address, double? SeenSeconds, string? Error);

internal sealed record HiveAuthorAnswer(string Author, double Trust, bool Established, int Accepted, int Refused, int Deltas, bool Equivocates);

internal sealed record HiveForkAnswer(string Name, double Fitness, bool Canonical);

internal sealed record HiveConceptAnswer(string Id, string? Name);

internal sealed record HiveLinkAnswer(string First, string Second, double LogOdds, long Precision);

internal sealed record HiveRelatedAnswer(string Concept, string Id, double LogOdds, long Precision);

internal sealed record HiveDeltaAnswer(string Cid, string Author, uint Lamport, string? Parent, int Modes, int Bytes, double AcceptedAt);

internal sealed record HiveDeltasAnswer(IReadOnlyList<HiveDeltaAnswer> Deltas, int Total, int? Next);

internal sealed record HiveReceivedAnswer(string Status, string Cid, string? Basin);

internal sealed record HiveRefusalAnswer(string Reason, string Detail, string? Author, string? Cid, double Time);

internal sealed record HiveRefusalsAnswer(IReadOnlyList<HiveRefusalAnswer> Refusals);

internal sealed record HiveObservedAnswer(string Concept, string Id);

internal sealed record HiveSharedAnswer(IReadOnlyList<string> Cids, int Bytes, string Basin);

internal sealed record HiveScoreAnswer(string Concept, string Id, double Score);

internal sealed record HiveRecognisedAnswer(string? Concept, string? Id, double Score, IReadOnlyList<HiveScoreAnswer> Ranking, IReadOnlyList<HiveRelatedAnswer> Related);

internal sealed record HiveVersionAnswer(string Cid, IReadOnlyList<string> Parents, string Author, uint Lamport, IReadOnlyList<string> Deltas, double Time);

internal sealed record HiveHistoryAnswer(IReadOnlyList<HiveVersionAnswer> Nodes);

internal sealed record HiveSkillAnswer(string Cid, string Id, string? Name, string Author, uint Lamport, int Bytes, double Gain, double? OwnGain, bool Own);

internal sealed record HiveSkillsAnswer(IReadOnlyList<HiveSkillAnswer> Skills, IReadOnlyDictionary<string, long> Refused);

internal sealed record HiveBeliefAnswer(string Cid, string Name, string Author, double Belief);

internal sealed record HiveTextScoreAnswer(int Bytes, double Own, double WithSkills, double OwnBelief, double NobodyBelief, IReadOnlyList<HiveBeliefAnswer> Skills);
