namespace Unum.Kairos.Blending;

/// <summary>A stored pattern as it comes to mind.</summary>
/// <param name="Pattern">It, with its dates and count.</param>
/// <param name="Similarity">To what was asked, in [0, 1].</param>
/// <param name="Strength">Now, after fading.</param>
public readonly record struct Recollection(PhasePattern Pattern, double Similarity, double Strength);
