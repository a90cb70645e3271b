namespace Unum.Grid.Consensus.Simulation;

/// <summary>An invariant that did not hold.</summary>
internal sealed class Violation(string invariant, string message) : Exception(message)
{
    /// <summary>Which.</summary>
    public string Invariant { get; } = invariant;
}
