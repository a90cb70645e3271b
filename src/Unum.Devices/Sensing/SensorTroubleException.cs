namespace Unum.Devices.Sensing;

/// <summary>
/// Trouble of a device inside an adapter, with a reason for a person. It never leaves the adapter: the base classes turn it
/// into <see cref="SensorHealth"/>.
/// </summary>
public sealed class SensorTroubleException : Exception
{
    /// <summary>Trouble without a reason.</summary>
    public SensorTroubleException()
        : this("trouble without a reason")
    {
    }

    /// <summary>Trouble with a reason.</summary>
    public SensorTroubleException(string reason)
        : base(reason)
    {
    }

    /// <summary>Trouble with a reason and its cause.</summary>
    public SensorTroubleException(string reason, Exception inner)
        : base(reason, inner)
    {
    }

    /// <summary>Whether the device is not on this machine, as against broken.</summary>
    public bool IsAbsent { get; init; }
}
