using Unum.Hive.Packets;

namespace Unum.Hive.Concepts;

/// <summary>One mode as a mind uses it.</summary>
/// <param name="Id">Which mode of which concept.</param>
/// <param name="Direction">Unit vector in the frame.</param>
/// <param name="Observations">What it stands on.</param>
/// <param name="Concentration">0 to 1: how close together they were.</param>
public sealed record ConceptMode(ModeId Id, float[] Direction, long Observations, double Concentration);
