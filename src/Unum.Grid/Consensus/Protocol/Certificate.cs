namespace Unum.Grid.Consensus.Protocol;

/// <summary>A quorum of votes for the same choice in the same round: a notarised block, or a round that all may pass over.</summary>
internal sealed record Certificate(long Round, Choice Choice, BlockHash Hash, IReadOnlyList<Ballot> Ballots);
