namespace Unum.Kairos.Blending;

/// <summary>What became of a phase pattern that was given to a blend memory.</summary>
/// <param name="Pattern">The stored pattern as it is now.</param>
/// <param name="Similarity">To the nearest pattern stored before, in [0, 1]; 0 when there was none.</param>
/// <param name="IsNew">Whether it started a new pattern instead of being blended into a stored one.</param>
public readonly record struct BlendOutcome(PhasePattern Pattern, double Similarity, bool IsNew)
{
    /// <summary>1 - similarity: 1 for something unlike all that is remembered.</summary>
    public double Surprise => 1 - Similarity;
}
