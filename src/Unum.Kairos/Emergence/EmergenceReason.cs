namespace Unum.Kairos.Emergence;

/// <summary>Why THE ONE has or has not emerged; the first rule that fails speaks.</summary>
public enum EmergenceReason
{
    /// <summary>There is no live node.</summary>
    NoNodes,

    /// <summary>One mind is not yet a mesh: N_eff is below the least asked for.</summary>
    TooFewNodes,

    /// <summary>The nodes are not coherent in themselves: C is too low.</summary>
    Incoherent,

    /// <summary>The nodes do not agree: R_h is too low (uncoupled, antiphase, clustered or splayed).</summary>
    Disordered,

    /// <summary>All holds, but not yet for enough windows in a row.</summary>
    Forming,

    /// <summary>The nodes agree, but the whole stands still: stuck or half-circle encoders agree without knowing of one another.</summary>
    Still,

    /// <summary>So few nodes for so short a time agree by chance too often: more time, more nodes or closer phases are needed.</summary>
    ByChance,

    /// <summary>THE ONE has emerged.</summary>
    Emerged,
}
