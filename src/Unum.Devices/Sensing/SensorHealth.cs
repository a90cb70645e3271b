namespace Unum.Devices.Sensing;

/// <summary>How a sensor is, for a person and for the node.</summary>
/// <param name="Status">Absent, live or lost.</param>
/// <param name="Reason">Why it is not live; null when it is.</param>
/// <param name="Restarts">How often it has been reopened after a loss.</param>
public readonly record struct SensorHealth(SensorStatus Status, string? Reason, int Restarts);
