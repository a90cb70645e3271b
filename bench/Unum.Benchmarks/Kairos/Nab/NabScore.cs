namespace Unum.Benchmarks.Kairos.Nab;

/// <summary>What a detector reached under one profile at its best common threshold.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Normalised">0 for a detector that reports nothing, 100 for a perfect one; below 0 never, as reporting nothing is a choice.</param>
/// <param name="Raw">Sum of rewards and costs.</param>
/// <param name="Threshold">Rows with a score at or above it count as reported; the same for all series.</param>
/// <param name="WindowsFound">Windows with at least one reported row.</param>
/// <param name="WindowsMissed">Windows without.</param>
/// <param name="RowsInside">Reported rows inside windows.</param>
/// <param name="RowsOutside">Reported rows outside windows: the false alarms.</param>
public sealed record NabScore(
    NabProfile Profile, double Normalised, double Raw, double Threshold, int WindowsFound, int WindowsMissed, int RowsInside, int RowsOutside);
