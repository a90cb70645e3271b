namespace Unum.Devices.Driving;

/// <summary>Which service an <see cref="ApiOutput"/> posts to.</summary>
/// <param name="Url">http:// or https://.</param>
public sealed record ApiOptions(Uri Url)
{
    /// <summary>Sent as <c>Authorization: Bearer …</c>; never shown. Default none.</summary>
    public string? Token { get; init; }

    /// <summary>For one try, from connecting to the answer's head; default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries after the first, in [0, 10]; default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Pause before the first retry; it doubles up to 30 s. Default 500 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);
}
