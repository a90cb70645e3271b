namespace Unum.Grid.Consensus;

/// <summary>Names one submission: who submits and the how manieth it is. An operation is in the ledger at most once by this name.</summary>
/// <param name="Client">Who submits; another for each life of a submitting process.</param>
/// <param name="Sequence">Counts that client's submissions from 1.</param>
public readonly record struct OperationId(ulong Client, ulong Sequence);
