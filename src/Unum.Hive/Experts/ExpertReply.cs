namespace Unum.Hive.Experts;

/// <summary>What an expert said.</summary>
/// <param name="Text">Its answer.</param>
/// <param name="Surprise">Bits that each byte of the question surprised it by, 0 or more: who knows a field is surprised little by its questions.</param>
public sealed record ExpertReply(string Text, double Surprise);
