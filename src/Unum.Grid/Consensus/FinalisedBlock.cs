namespace Unum.Grid.Consensus;

/// <summary>A block that will never change, and why.</summary>
/// <param name="Block">The block.</param>
/// <param name="Proof">
/// Seven or more ballots of different validators that finalise it; empty when it became final together with a later block that builds on it and
/// that has the proof.
/// </param>
public sealed record FinalisedBlock(LedgerBlock Block, IReadOnlyList<Ballot> Proof);
