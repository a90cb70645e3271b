namespace Unum.Devices.Sensing;

/// <summary>How a streaming sensor buffers, waits and retries.</summary>
public sealed record PumpOptions
{
    /// <summary>Samples kept for the reader before the oldest is dropped; 1 to 2^20, rounded up to a power of two.</summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>Without a sample for this long the device counts as lost and is reopened; infinite to wait for ever.</summary>
    public TimeSpan Silence { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Pause before the first reopening; doubles after every failure.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between two attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="ISensor.StartAsync"/> waits for a first status before it reports the device as lost.</summary>
    public TimeSpan FirstStatus { get; init; } = TimeSpan.FromSeconds(2);
}
