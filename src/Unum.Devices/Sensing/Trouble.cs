using System.ComponentModel;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace Unum.Devices.Sensing;

/// <summary>Tells trouble of a device, which becomes health, from a bug of ours, which must surface.</summary>
internal static class Trouble
{
    public static bool IsOfDevice(Exception exception) => exception is SensorTroubleException or IOException
        or UnauthorizedAccessException or SocketException or HttpRequestException or WebSocketException or JsonException
        or TimeoutException or OperationCanceledException or Win32Exception or NotSupportedException;
}
