namespace Unum.Hive.Experts;

/// <summary>Takes a question apart and puts the answers together. <see cref="WholeQuestion"/> does neither; a mind that plans comes in here.</summary>
public interface IQuestionPlanner
{
    /// <summary>The parts to be asked, each of experts of its own field; at least one, at most <see cref="ExpertOptions.MostParts"/>.</summary>
    IReadOnlyList<QuestionPart> Decompose(string question, string specialisation);

    /// <summary>One text from the answers to the parts, best first within a part.</summary>
    /// <param name="question">The whole question.</param>
    /// <param name="parts">In the order of <see cref="Decompose"/>; a part that nobody answered has no answers.</param>
    string Synthesise(string question, IReadOnlyList<PartAnswers> parts);
}
