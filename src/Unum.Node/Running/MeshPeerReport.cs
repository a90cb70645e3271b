using Unum.Node.Reporting;

namespace Unum.Node.Running;

/// <summary>One peer in GET /mesh.</summary>
internal sealed record MeshPeerReport(
    string NodeId,
    PhaseReport Phase,
    double Coherence,
    double Weight,
    double? AgeMs,
    string Status,
    string? Reason,
    double ClockOffsetMs,
    double BeatMs,
    long Accepted,
    long Refused,
    string? LastRefusal);
