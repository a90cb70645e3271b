using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>How the link of two concepts differs between two basins.</summary>
/// <param name="First">The smaller concept.</param>
/// <param name="Second">The larger.</param>
/// <param name="Before">In the first basin; null where it is not there.</param>
/// <param name="After">And in the second.</param>
public readonly record struct LinkDifference(uint First, uint Second, ConceptLink? Before, ConceptLink? After);
