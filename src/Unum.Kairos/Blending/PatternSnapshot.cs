namespace Unum.Kairos.Blending;

/// <summary>All that a store keeps of a blend memory.</summary>
/// <param name="Patterns">In the order of their ids.</param>
/// <param name="Hours">By sensor, the hours of the week as <see cref="HourOfWeek.Save"/> gave them.</param>
public sealed record PatternSnapshot(IReadOnlyList<PhasePattern> Patterns, IReadOnlyDictionary<string, byte[]> Hours);
