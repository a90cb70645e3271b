namespace Unum.Node.Reporting;

/// <summary>One node of the mesh as this process sees it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Class">Its device class; null for a node elsewhere, which does not say.</param>
/// <param name="Phase">Its state h.</param>
/// <param name="Coherence">Its coherence, |h|.</param>
/// <param name="Weight">Its weight in the mesh now, after capping and fading.</param>
/// <param name="AgeMs">Since its last message.</param>
/// <param name="Status">live, fading, lost or quarantined.</param>
/// <param name="Reason">Why it is not live.</param>
/// <param name="Local">Whether it runs in this process.</param>
/// <param name="Surprise">What its self-model did not predict, in bits; null for a node elsewhere.</param>
/// <param name="Witness">Its fixed point W = G[W], once in ten beats; null otherwise and for a node elsewhere.</param>
internal sealed record NodeReport(
    string Id,
    string? Class,
    PhaseReport Phase,
    double Coherence,
    double Weight,
    double AgeMs,
    string Status,
    string? Reason,
    bool Local,
    double? Surprise,
    WitnessReport? Witness = null);
