namespace Unum.Devices.Sensing;

/// <summary>Whether a sensor yields samples.</summary>
public enum SensorStatus
{
    /// <summary>The device is not on this machine; not an error.</summary>
    Absent,

    /// <summary>It yields samples.</summary>
    Live,

    /// <summary>It was live and has died or gone silent; it is being retried.</summary>
    Lost,
}
