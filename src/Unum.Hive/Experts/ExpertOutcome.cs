namespace Unum.Hive.Experts;

/// <summary>What a question brought.</summary>
/// <param name="Text">The answers put together.</param>
/// <param name="Parts">Each part with its answers.</param>
public sealed record ExpertOutcome(string Text, IReadOnlyList<PartAnswers> Parts);
