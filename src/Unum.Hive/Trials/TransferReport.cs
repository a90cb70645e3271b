namespace Unum.Hive.Trials;

/// <summary>What one delta moved from a mind that learned some concepts to one that never saw them. Accuracies are shares of held-out examples, 0 to 1.</summary>
/// <param name="Data">Which data set.</param>
/// <param name="Seed">Repeats it.</param>
/// <param name="Unseen">How many concepts only the giver knew.</param>
/// <param name="Bytes">Of the signed delta.</param>
/// <param name="Giver">The giver on these concepts, in full precision, against all concepts.</param>
/// <param name="Before">The receiver on them before.</param>
/// <param name="After">The receiver on them after the delta.</param>
/// <param name="Fraction">After over giver.</param>
/// <param name="RawExamples">The receiver on them when the same bytes bring raw examples instead.</param>
/// <param name="ShuffledNames">The receiver on them when the delta's names are shuffled.</param>
/// <param name="Joint">A mind that learned everything itself, on them.</param>
/// <param name="OwnBefore">The receiver on its own concepts before.</param>
/// <param name="OwnAfter">And after: all concepts compete now.</param>
/// <param name="OwnJoint">The mind that learned everything itself, on the receiver's own concepts: what competing costs anyone.</param>
public sealed record TransferReport(
    string Data, int Seed, int Unseen, int Bytes, double Giver, double Before, double After, double Fraction, double RawExamples, double ShuffledNames, double Joint, double OwnBefore, double OwnAfter, double OwnJoint);
