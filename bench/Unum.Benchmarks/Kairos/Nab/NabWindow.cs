namespace Unum.Benchmarks.Kairos.Nab;

/// <summary>A labelled stretch of rows, both ends included.</summary>
/// <param name="First">Index of its first row.</param>
/// <param name="Last">Index of its last row.</param>
public readonly record struct NabWindow(int First, int Last);
