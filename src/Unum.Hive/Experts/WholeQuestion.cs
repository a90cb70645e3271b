namespace Unum.Hive.Experts;

/// <summary>Takes nothing apart: the whole question is one part, and the best answer is the answer.</summary>
public sealed class WholeQuestion : IQuestionPlanner
{
    /// <inheritdoc/>
    public IReadOnlyList<QuestionPart> Decompose(string question, string specialisation) => [new(question, specialisation)];

    /// <inheritdoc/>
    public string Synthesise(string question, IReadOnlyList<PartAnswers> parts) => string.Join("\n\n", parts.Where(static p => p.Answers.Count > 0).Select(static p => p.Answers[0].Text));
}
