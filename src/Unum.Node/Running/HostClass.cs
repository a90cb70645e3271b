using Unum.Kairos.Temporal;

namespace Unum.Node.Running;

/// <summary>Which device class this computer is, and how much it can do.</summary>
internal static class HostClass
{
    /// <summary>Raspberry Pis say so in the device tree; anything else is a cloud machine, the fast general class.</summary>
    public static DeviceClass Detect(string deviceTree = "/proc/device-tree/model")
    {
        string model = "";
        try
        {
            if (File.Exists(deviceTree)) model = File.ReadAllText(deviceTree);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A machine that does not say what it is, is no Pi.
        }

        return model switch
        {
            _ when model.Contains("Raspberry Pi Zero", StringComparison.OrdinalIgnoreCase) => DeviceClass.PiZero,
            _ when model.Contains("Raspberry Pi 2", StringComparison.OrdinalIgnoreCase) => DeviceClass.Pi2,
            _ when model.Contains("Raspberry Pi", StringComparison.OrdinalIgnoreCase) => DeviceClass.Pi4,
            _ when OperatingSystem.IsMacOS() => DeviceClass.MacMini,
            _ => DeviceClass.Cloud,
        };
    }

    /// <summary>Capability as a weight in the mesh: about one per core of such a machine.</summary>
    public static double Weight(DeviceClass deviceClass) =>
        deviceClass == DeviceClass.Cloud || deviceClass == DeviceClass.MacMini ? 4 : deviceClass == DeviceClass.Pi4 ? 2 : 1;
}
