using System.Numerics;

namespace Unum.Devices.Sensing;

/// <summary>One reading of one sensor.</summary>
/// <param name="At">When the value was true, by the clock of the node that read it.</param>
/// <param name="Value">The reading in the sensor's unit; always finite.</param>
/// <param name="Encoded">The mission's simple encoding of the reading (for instance amplitude + 0i).</param>
public readonly record struct SensorSample(DateTimeOffset At, double Value, Complex Encoded);
