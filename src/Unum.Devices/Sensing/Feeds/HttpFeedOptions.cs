namespace Unum.Devices.Sensing.Feeds;

/// <summary>What an HTTP feed asks, how often, and where it stops listening.</summary>
public sealed record HttpFeedOptions
{
    /// <summary>Asked with GET; http or https. User and password in it become Basic authentication and are never shown.</summary>
    public required Uri Address { get; init; }

    /// <summary>What is read from an answer.</summary>
    public required FeedReading Reading { get; init; }

    /// <summary>The sensor's name.</summary>
    public required string Id { get; init; }

    /// <summary>Unit of the value; <c>1</c> for none.</summary>
    public string Unit { get; init; } = "1";

    /// <summary>From the start of one question to the start of the next; at least 10 ms.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For the whole answer, redirects and body included; a slower one counts as lost.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest body after decompression, in bytes; 1 to 2^28.</summary>
    public int LongestBody { get; init; } = 1 << 20;

    /// <summary>Sent as <c>Authorization: Bearer</c> where given; dropped when a redirect is followed.</summary>
    public string? Bearer { get; init; }

    /// <summary>Buffering and retries.</summary>
    public PumpOptions Pump { get; init; } = new();
}
