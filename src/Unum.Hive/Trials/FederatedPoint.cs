namespace Unum.Hive.Trials;

/// <summary>Where a way of learning together stands after so much talk.</summary>
/// <param name="Bytes">What one node has sent and received.</param>
/// <param name="Accuracy">On held-out examples, 0 to 1.</param>
public readonly record struct FederatedPoint(long Bytes, double Accuracy);
