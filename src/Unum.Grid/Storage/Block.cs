using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>Stub.</summary>
public readonly record struct Block(Coordinate Coordinate, float Value, float Kappa, long ActivatedMilliseconds, ulong Hash);
