namespace Unum.Grid.Consensus;

/// <summary>What the ledger of a cube is doing.</summary>
/// <param name="Height">Height of the last finalised block, 0 before the first.</param>
/// <param name="Head">Its hash.</param>
/// <param name="Answering">How many validators answer honestly as far as is known: those neither stopped nor made to lie.</param>
/// <param name="Needed">How many are needed: 7.</param>
/// <param name="Pending">Submitted operations that are not finalised.</param>
/// <param name="Stopped">Why nothing can be finalised, as a sentence; null while it can.</param>
/// <param name="Validators">The nine.</param>
public sealed record LedgerStatus(
    long Height, BlockHash Head, int Answering, int Needed, int Pending, string? Stopped, IReadOnlyList<ValidatorStatus> Validators);
