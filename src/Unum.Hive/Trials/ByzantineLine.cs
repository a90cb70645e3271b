namespace Unum.Hive.Trials;

/// <summary>One cell of the table: what the merged mind reaches on data that nobody trained on.</summary>
/// <param name="Data">Which data set.</param>
/// <param name="Fraction">Share of liars.</param>
/// <param name="Attack">What they do.</param>
/// <param name="Defence">How contributions are merged.</param>
/// <param name="Accuracy">0 to 1.</param>
public sealed record ByzantineLine(string Data, double Fraction, Attack Attack, string Defence, double Accuracy);
