namespace Unum.Grid.Consensus;

/// <summary>Where a submitted operation stands in the ledger, for good.</summary>
/// <param name="Height">Height of its block, 1 for the first.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="Index">Place in its block, from 0.</param>
public sealed record LedgerReceipt(long Height, BlockHash BlockHash, int Index);
