namespace Unum.Node.Reporting;

/// <summary>Something that happened at a moment.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">collapse, anomaly, emerged, dissolved, node_lost, node_back, sensor_lost, sensor_back or refused.</param>
/// <param name="Subject">The sensor or node it happened to.</param>
/// <param name="Lag">Of a collapse, in seconds.</param>
/// <param name="Strength">In [0, 1] where it has one.</param>
/// <param name="Text">For a person.</param>
internal sealed record EventReport(DateTimeOffset Time, string Kind, string Subject, double? Lag, double? Strength, string Text);
