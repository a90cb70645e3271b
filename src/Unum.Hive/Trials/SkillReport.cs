namespace Unum.Hive.Trials;

/// <summary>
/// What one signed delta moved of a skill from a mind that learned a text to one that never saw it. All figures are bits per byte of held-out text, less is better; each mind is guarded
/// by an expert that knows nothing, so that the receiver's ignorance costs about 8 bits a byte and the gain is not blown up.
/// </summary>
/// <param name="Data">Which text.</param>
/// <param name="Substrate">What kind of mind the receiver is.</param>
/// <param name="Parameters">Numbers that the receiver's own mind stands on.</param>
/// <param name="Seed">Repeats it.</param>
/// <param name="Bytes">Of the signed delta.</param>
/// <param name="Giver">The giver on the text: all 7,600 weights trained on it.</param>
/// <param name="Before">The receiver on the text before.</param>
/// <param name="After">The receiver with the skill beside it.</param>
/// <param name="Fraction">Share of the giver's gain: (before - after) / (before - giver).</param>
/// <param name="UnguardedBefore">The receiver's own mind alone.</param>
/// <param name="UnguardedFraction">Share of the gain against that.</param>
/// <param name="RawText">The receiver when the same bytes bring raw text instead, its core trained on them for as long as helped most.</param>
/// <param name="ShuffledZ">The receiver when the delta's numbers are shuffled.</param>
/// <param name="OwnBefore">The receiver's own mind alone on its own text.</param>
/// <param name="OwnAfter">The receiver with the skill beside it on its own text.</param>
/// <param name="OwnLoss">After less before.</param>
public sealed record SkillReport(
    string Data, string Substrate, long Parameters, int Seed, int Bytes, double Giver, double Before, double After, double Fraction, double UnguardedBefore, double UnguardedFraction,
    double RawText, double ShuffledZ, double OwnBefore, double OwnAfter, double OwnLoss);
