namespace Unum.Devices.Sensing.Host;

/// <summary>Two numbers read from a kernel file; what they mean depends on the <see cref="VitalForm"/>.</summary>
internal readonly record struct VitalCount(ulong Part, ulong Whole);

/// <summary>Finds a vital's numbers in the text of its file; false when they are not there.</summary>
internal delegate bool VitalParser(ReadOnlySpan<byte> text, out VitalCount count);

/// <summary>How two numbers become a value.</summary>
internal enum VitalForm
{
    /// <summary>value = scale * part / whole.</summary>
    Gauge,

    /// <summary>value = scale * (growth of part) / (growth of whole).</summary>
    Share,

    /// <summary>value = scale * (growth of part) per second; whole names what was counted and starts afresh when it changes.</summary>
    Rate,
}
