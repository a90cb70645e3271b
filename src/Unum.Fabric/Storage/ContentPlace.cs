namespace Unum.Fabric.Storage;

/// <summary>Where a block's record begins.</summary>
/// <param name="Pack">Number of the pack.</param>
/// <param name="Offset">Of the record's head.</param>
/// <param name="Length">Of the block, without the head.</param>
internal readonly record struct ContentPlace(int Pack, long Offset, int Length);
