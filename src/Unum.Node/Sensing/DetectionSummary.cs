namespace Unum.Node.Sensing;

/// <summary>What a detection did.</summary>
/// <param name="Files">Files written.</param>
/// <param name="Rows">Rows written with a score.</param>
/// <param name="RowsWithoutValue">Rows written with score 0 because they carry no usable value (empty, NaN, infinite).</param>
/// <param name="RowsSkipped">Rows left out because their timestamp or value could not be read.</param>
/// <param name="Alarms">Rows with a score at or above <see cref="Unum.Kairos.Anomaly.AnomalyDetector.AlarmScore"/>.</param>
/// <param name="FilesRefused">Files of a folder in which no row could be read; nothing was written for them.</param>
/// <param name="Remarks">What was wrong and where, "file line 7: …"; the first 50.</param>
public sealed record DetectionSummary(
    int Files, long Rows, long RowsWithoutValue, long RowsSkipped, long Alarms, int FilesRefused, IReadOnlyList<string> Remarks);
