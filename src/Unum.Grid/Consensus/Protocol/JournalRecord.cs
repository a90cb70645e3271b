namespace Unum.Grid.Consensus.Protocol;

/// <summary>What must be on disk before anything that follows is sent: a ballot of one's own (with the block voted for), or a certificate seen.</summary>
internal sealed record JournalRecord(Ballot? Ballot, LedgerBlock? Block, Certificate? Certificate)
{
    /// <summary>The latest round that it matters for.</summary>
    public long Round => Certificate?.Round ?? Math.Max(Ballot!.Round, Ballot.FinalRound);
}
