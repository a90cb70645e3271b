namespace Unum.Hive.Merging;

/// <summary>What one author said about one mode, all its deltas together.</summary>
/// <param name="Direction">Unit vector.</param>
/// <param name="Weight">Evidence times trust times capacity; positive.</param>
public readonly record struct Contribution(float[] Direction, double Weight);
