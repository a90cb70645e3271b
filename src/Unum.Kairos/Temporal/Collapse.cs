namespace Unum.Kairos.Temporal;

/// <summary>A cell of a bank that rose through its threshold: from this sample on, two moments move as one.</summary>
/// <param name="LagIndex">Row of the cell.</param>
/// <param name="FrequencyIndex">Column of the cell.</param>
/// <param name="Lag">tau in samples.</param>
/// <param name="Omega">omega in radians per sample.</param>
/// <param name="Intensity">|T|^2 in [0, 1] at that sample.</param>
/// <param name="Threshold">I_c that it rose through.</param>
/// <param name="Sample">Index of that sample in the stream, from 0.</param>
public readonly record struct Collapse(
    int LagIndex, int FrequencyIndex, int Lag, double Omega, double Intensity, double Threshold, long Sample);
