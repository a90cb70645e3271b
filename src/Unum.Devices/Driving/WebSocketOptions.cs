namespace Unum.Devices.Driving;

/// <summary>Which server a <see cref="WebSocketOutput"/> talks to.</summary>
/// <param name="Url">ws:// or wss://.</param>
public sealed record WebSocketOptions(Uri Url)
{
    /// <summary>Sent as <c>Authorization: Bearer …</c>; never shown. Default none.</summary>
    public string? Token { get; init; }

    /// <summary>For connecting and for each send; default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the first reconnect; it doubles up to 30 s. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);
}
