namespace Unum.Devices.Driving;

/// <summary>How an output is.</summary>
/// <param name="Working">Whether the last state reached it.</param>
/// <param name="Reason">Why not; null when it works.</param>
/// <param name="Delivered">States delivered.</param>
/// <param name="Failed">States that could not be delivered.</param>
public readonly record struct OutputHealth(bool Working, string? Reason, long Delivered, long Failed);
