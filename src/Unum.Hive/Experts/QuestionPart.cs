namespace Unum.Hive.Experts;

/// <summary>Something to ask.</summary>
/// <param name="Text">The question.</param>
/// <param name="Specialisation">Whose field it is.</param>
public sealed record QuestionPart(string Text, string Specialisation);
