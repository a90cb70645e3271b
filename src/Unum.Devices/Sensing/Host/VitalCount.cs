namespace Unum.Devices.Sensing.Host;

/// <summary>Two numbers read from a kernel file; what they mean depends on the <see cref="VitalForm"/>.</summary>
internal readonly record struct VitalCount(ulong Part, ulong Whole);
