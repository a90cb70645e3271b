namespace Unum.Hive.Trials;

/// <summary>One cell of the table of sizes: a giver of one size taught a receiver of another.</summary>
/// <param name="Data">Which data set.</param>
/// <param name="GiverModes">Modes a concept in the giver.</param>
/// <param name="ReceiverModes">Modes a concept in the receiver.</param>
/// <param name="After">The receiver on the concepts that only the giver knew.</param>
/// <param name="Own">The receiver on its own concepts, after.</param>
public sealed record SizeLine(string Data, int GiverModes, int ReceiverModes, double After, double Own);
