using System.Numerics;

namespace Unum.Kairos.Emergence;

/// <summary>The mesh at one beat, the mission's verdict and ours side by side.</summary>
/// <param name="At">When.</param>
/// <param name="GlobalPhase">The weighted mean state, sum w h / sum w.</param>
/// <param name="Coherence">C, the mission's number.</param>
/// <param name="Order">R_h, in [0, C].</param>
/// <param name="EffectiveNodes">N_eff; 0 without live nodes.</param>
/// <param name="Nodes">Live nodes.</param>
/// <param name="MissionEmerged">The mission's verdict at this beat: C above its threshold, nothing else asked.</param>
/// <param name="Emerged">Our verdict, as of the last whole window.</param>
/// <param name="Since">Since when it has emerged; null otherwise.</param>
/// <param name="Reason">Which rule decided.</param>
/// <param name="WindowsPassed">Windows in a row that passed.</param>
/// <param name="Evidence">Evidence against chance in nats, at the last whole window.</param>
/// <param name="EvidenceNeeded">-ln p.</param>
public readonly record struct EmergenceReading(
    DateTimeOffset At, Complex GlobalPhase, double Coherence, double Order, double EffectiveNodes, int Nodes,
    bool MissionEmerged, bool Emerged, DateTimeOffset? Since, EmergenceReason Reason,
    int WindowsPassed, double Evidence, double EvidenceNeeded)
{
    /// <summary>The unified identity: the global phase while THE ONE has emerged, else null.</summary>
    public Complex? UnifiedIdentity => Emerged ? GlobalPhase : null;

    /// <summary>The same as outputs and watchers receive it.</summary>
    public OneState ToOneState() => new(At, GlobalPhase, Coherence, Order, EffectiveNodes, Emerged, Since);

    /// <summary>One short line for people; makes a new string, so call it when showing, not every beat.</summary>
    public string Explain() => Reason switch
    {
        EmergenceReason.NoNodes => "no live nodes",
        EmergenceReason.TooFewNodes => FormattableString.Invariant($"too few nodes: {EffectiveNodes:0.##} count"),
        EmergenceReason.Incoherent => FormattableString.Invariant($"coherence too low: {Coherence:.00}"),
        EmergenceReason.Disordered => FormattableString.Invariant($"order too low: {Order:.00}"),
        EmergenceReason.Forming => FormattableString.Invariant($"forming: {WindowsPassed} windows so far"),
        EmergenceReason.Still => "the phases agree but stand still",
        EmergenceReason.ByChance =>
            FormattableString.Invariant($"could be chance: evidence {Evidence:0.0} of {EvidenceNeeded:0.0} nats"),
        _ => "one",
    };
}
