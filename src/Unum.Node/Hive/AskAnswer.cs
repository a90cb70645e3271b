namespace Unum.Node.Hive;

/// <summary>What experts said to a question, best first.</summary>
internal sealed record AskAnswer(string Question, string Specialisation, string Text, int Found, IReadOnlyList<AskedExpert> Answers, IReadOnlyList<SilentExpert> Failures);
