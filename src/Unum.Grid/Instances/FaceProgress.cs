namespace Unum.Grid.Instances;

/// <summary>How far a long operation is.</summary>
/// <param name="Processed">Blocks done.</param>
/// <param name="Of">Blocks to do, as far as known.</param>
public readonly record struct FaceProgress(long Processed, long Of);
