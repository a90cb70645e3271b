namespace Unum.Node.Reporting;

/// <summary>A remembered pattern in GET /memory.</summary>
internal sealed record RecollectionReport(
    long Id, double Similarity, double Strength, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Count, IReadOnlyDictionary<string, PhaseReport> Phases);
