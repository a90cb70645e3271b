namespace Unum.Kairos.Blending;

/// <summary>What changed in a blend memory since it was last saved; a store applies it as one.</summary>
/// <param name="Changed">New patterns and new versions of known ones.</param>
/// <param name="Forgotten">Ids of patterns that are gone; ids a store does not know are fine.</param>
/// <param name="Hours">By sensor, the hours of the week as <see cref="HourOfWeek.Save"/> gives them, where they changed.</param>
public sealed record PatternChanges(
    IReadOnlyCollection<PhasePattern> Changed,
    IReadOnlyCollection<long> Forgotten,
    IReadOnlyDictionary<string, byte[]> Hours)
{
    /// <summary>Whether there is nothing to save.</summary>
    public bool IsEmpty => Changed.Count == 0 && Forgotten.Count == 0 && Hours.Count == 0;
}
