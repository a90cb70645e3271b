namespace Unum.Node.Reporting;

/// <summary>The whole mesh at one beat: the mission's number and ours side by side.</summary>
/// <param name="Phase">Global phase.</param>
/// <param name="Coherence">C, the mission's global coherence.</param>
/// <param name="Order">R_h, how far the nodes agree.</param>
/// <param name="EffectiveNodes">N_eff.</param>
/// <param name="Emerged">THE ONE by our definition.</param>
/// <param name="MissionEmerged">THE ONE by the mission's definition, C above the threshold.</param>
/// <param name="Identity">The unified identity; null while not emerged.</param>
/// <param name="Since">Since when it has emerged; null while not.</param>
/// <param name="Reason">Why it has not emerged, in plain words; null when it has.</param>
/// <param name="Colour">The display: hue 360 re, as bright as the mesh is coherent, as #rrggbb.</param>
internal sealed record OneReport(
    PhaseReport Phase,
    double Coherence,
    double Order,
    double EffectiveNodes,
    bool Emerged,
    bool MissionEmerged,
    PhaseReport? Identity,
    DateTimeOffset? Since,
    string? Reason,
    string Colour);
