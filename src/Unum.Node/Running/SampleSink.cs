using Unum.Devices.Sensing;

namespace Unum.Node.Running;

/// <summary>Takes the samples of one sensor.</summary>
internal delegate void SampleSink(ISensor sensor, ReadOnlySpan<SensorSample> samples);
