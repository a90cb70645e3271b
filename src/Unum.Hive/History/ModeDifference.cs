using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>How one mode differs between two basins.</summary>
/// <param name="Mode">Which.</param>
/// <param name="Before">Observations it stands on in the first; 0 where it is not there.</param>
/// <param name="After">And in the second.</param>
/// <param name="Angle">Between the two directions in radians, 0 to pi/2; pi/2 where one is not there.</param>
public readonly record struct ModeDifference(ModeId Mode, long Before, long After, double Angle);
