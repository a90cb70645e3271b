using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>All that is kept of an active block besides its links.</summary>
/// <param name="At">Where it is.</param>
/// <param name="Value">Its value, finite.</param>
/// <param name="Kappa">Its kappa, 0 to 1.</param>
/// <param name="ActivatedMilliseconds">When it was activated, milliseconds since 1970 UTC.</param>
/// <param name="Hash">The hash that was set for its present value; 0 when none was set since the value changed.</param>
public readonly record struct Block(Coordinate At, float Value, float Kappa, long ActivatedMilliseconds, ulong Hash);
