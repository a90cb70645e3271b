namespace Unum.Node.Reporting;

/// <summary>One sensor of this process.</summary>
/// <param name="Id">Its name on its node.</param>
/// <param name="Node">The node that owns it.</param>
/// <param name="Kind">Its family.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Status">live, absent or lost.</param>
/// <param name="Reason">Why it is not live.</param>
/// <param name="Value">Latest reading; null before the first.</param>
/// <param name="Phase">Its local state h.</param>
/// <param name="Coherence">|h|.</param>
/// <param name="Anomaly">Anomaly score of the latest reading, in [0, 1].</param>
/// <param name="Lags">Lags watched, in seconds; null where a view leaves them out.</param>
/// <param name="LagCoherence">Temporal coherence |T|² at each lag, the largest over the frequencies watched.</param>
internal sealed record SensorReport(
    string Id,
    string Node,
    string Kind,
    string Unit,
    string Status,
    string? Reason,
    double? Value,
    PhaseReport Phase,
    double Coherence,
    double Anomaly,
    IReadOnlyList<double>? Lags,
    IReadOnlyList<double>? LagCoherence);
