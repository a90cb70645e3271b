using System.Numerics;

namespace Unum.Kairos.Emergence;

/// <summary>The whole mesh at one moment, as outputs and watchers receive it.</summary>
/// <param name="At">When.</param>
/// <param name="Phase">Global phase: the weighted mean of the node states, |phase| in [0, 1].</param>
/// <param name="Coherence">C, the mission's number: weighted mean of the node coherences, in [0, 1].</param>
/// <param name="Order">R_h = |sum w h| / sum w, in [0, C].</param>
/// <param name="EffectiveNodes">N_eff = (sum w)^2 / sum w^2.</param>
/// <param name="Emerged">Whether THE ONE has emerged by our definition.</param>
/// <param name="Since">Since when it has been so; null when it has not emerged.</param>
public readonly record struct OneState(
    DateTimeOffset At, Complex Phase, double Coherence, double Order, double EffectiveNodes, bool Emerged, DateTimeOffset? Since)
{
    /// <summary>The unified identity: the global phase while THE ONE has emerged, else null.</summary>
    public Complex? UnifiedIdentity => Emerged ? Phase : null;
}
