namespace Unum.Hive.Experts;

/// <summary>What came of one part of a question.</summary>
/// <param name="Part">What was asked.</param>
/// <param name="Answers">Best first.</param>
/// <param name="Failures">Who was asked and did not answer.</param>
/// <param name="Found">How many experts of the field were found that fit.</param>
public sealed record PartAnswers(QuestionPart Part, IReadOnlyList<ExpertAnswer> Answers, IReadOnlyList<ExpertFailure> Failures, int Found);
