namespace Unum.Devices.Sensing.Feeds;

/// <summary>Which WebSocket a feed listens to.</summary>
public sealed record WebSocketFeedOptions
{
    /// <summary>ws or wss. User and password in it become Basic authentication and are never shown.</summary>
    public required Uri Address { get; init; }

    /// <summary>What is read from a message: text or binary frames, UTF-8.</summary>
    public required FeedReading Reading { get; init; }

    /// <summary>The sensor's name.</summary>
    public required string Id { get; init; }

    /// <summary>Unit of the value; <c>1</c> for none.</summary>
    public string Unit { get; init; } = "1";

    /// <summary>Messages expected per second, for those who read the description; nothing depends on it.</summary>
    public double RateHz { get; init; } = 1;

    /// <summary>Sent once after connecting, as exchanges ask for; null for nothing.</summary>
    public string? Subscribe { get; init; }

    /// <summary>For connecting and subscribing.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest message in bytes, over all its frames; 1 to 2^24. A longer one breaks the connection.</summary>
    public int LongestMessage { get; init; } = 1 << 16;

    /// <summary>Sent as <c>Authorization: Bearer</c> where given.</summary>
    public string? Bearer { get; init; }

    /// <summary>Buffering, retries and how long the feed may be silent (or talk nonsense) before it is reconnected.</summary>
    public PumpOptions Pump { get; init; } = new() { Silence = TimeSpan.FromMinutes(1) };
}
