namespace Unum.Grid.Consensus;

/// <summary>What one validator is doing.</summary>
/// <param name="Name">Its vertex.</param>
/// <param name="Fault">What is wrong with it on purpose.</param>
/// <param name="State">idle, voting, proposing, catching up, stopped or equivocating.</param>
/// <param name="Height">Height of its last finalised block.</param>
/// <param name="Round">The round it is in.</param>
/// <param name="Pending">Operations it has heard of that are not finalised.</param>
/// <param name="WaitsFor">What it waits for, as a sentence; empty when it waits for nothing.</param>
public sealed record ValidatorStatus(string Name, ValidatorFault Fault, string State, long Height, long Round, int Pending, string WaitsFor);
