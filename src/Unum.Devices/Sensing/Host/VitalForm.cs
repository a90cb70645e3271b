namespace Unum.Devices.Sensing.Host;

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
