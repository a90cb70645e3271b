namespace Unum.Grid.Consensus.Protocol;

/// <summary>What a validator knows about one round that is not final: at most one ballot of each kind from each validator, and what follows from them.</summary>
internal sealed class RoundState(long round)
{
    public readonly long Round = round;
    public readonly Heard?[] Blocks = new Heard?[SimplexOptions.Validators];
    public readonly Heard?[] Dummies = new Heard?[SimplexOptions.Validators];
    public readonly Heard?[] Finals = new Heard?[SimplexOptions.Validators];
    public readonly List<LedgerBlock> Bodies = [];

    /// <summary>The first block that the leader proposed to us.</summary>
    public LedgerBlock? Proposed;
    public bool Refused;
    public Certificate? Notarised;
    public Certificate? Skipped;

    /// <summary>A quorum of finalise ballots, whose block we may not have yet.</summary>
    public Ballot[]? Final;
    public Ballot? MyBlock;
    public Ballot? MyDummy;
    public Ballot? MyFinal;
    public bool TimerSet;

    public LedgerBlock? Body(BlockHash hash)
    {
        foreach (LedgerBlock body in Bodies)
        {
            if (body.Hash == hash) return body;
        }

        return null;
    }

    /// <summary>A ballot and whether its signature was checked: what decides nothing any more is not checked.</summary>
    public sealed class Heard(Ballot ballot, bool verified)
    {
        public readonly Ballot Ballot = ballot;
        public bool Verified = verified;
    }
}
