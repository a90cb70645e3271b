namespace Unum.Node.Reporting;

/// <summary>Who locks with whom: the phase-locking value of every pair of nodes and live sensors.</summary>
/// <param name="Ids">Rows and columns.</param>
/// <param name="Plv">PLV in [0, 1], symmetric.</param>
internal sealed record LocksReport(IReadOnlyList<string> Ids, IReadOnlyList<double[]> Plv);
