namespace Unum.Node.Konomi;

internal sealed record ValidatorAnswer(string Name, string Fault, string State, long Height, long Round, int Pending, string WaitsFor);

internal sealed record EvidenceAnswer(string Guilty, string Reason, long Round);

internal sealed record LedgerAnswer(
    long Height, string Head, long Applied, int Answering, int Needed, int Pending, string? Stopped, IReadOnlyList<ValidatorAnswer> Validators,
    IReadOnlyList<EvidenceAnswer> Evidence, CommitAnswer? Commit);

internal sealed record LedgerOperationAnswer(int Index, string? InstanceId, string Operation, int Bytes);

internal sealed record LedgerVoteAnswer(string Validator, long Round);

internal sealed record LedgerBlockAnswer(
    long Height, long Round, string Hash, string ParentHash, IReadOnlyList<LedgerOperationAnswer> Operations, IReadOnlyList<LedgerVoteAnswer> Votes);

internal sealed record SubmittedAnswer(string Status, long Height, string BlockHash, int Index, string InstanceId);

internal sealed record ProofBlockAnswer(int Index, float Value, float Kappa, IReadOnlyList<uint> Links);

internal sealed record ProofStepAnswer(int Level, int Present, IReadOnlyList<string> Others);

internal sealed record ProofAnswer(
    int[] Coordinate, bool Active, float Value, float Kappa, string? Hash, string Root, long Sequence, int[] Dimensions, long Blocks, string Minds,
    IReadOnlyList<ProofBlockAnswer> Brick, IReadOnlyList<ProofStepAnswer> Steps, bool Verified);

internal sealed record DamageAnswer(string Where, long Entry, long Offset, string What);

internal sealed record VerifyAnswer(string InstanceId, bool Sound, long Entries, long Bricks, IReadOnlyList<DamageAnswer> Damage);
