namespace Unum.Devices.Sensing.Feeds;

/// <summary>Turns the messages of a feed into samples. A reading belongs to one sensor and may remember earlier messages.</summary>
public abstract class FeedReading
{
    /// <summary>The family that the sensor shows; null for that of the transport.</summary>
    public abstract string? Kind { get; }

    /// <summary>What it looks for, for a person.</summary>
    public abstract string Sought { get; }

    /// <summary>Reads a message.</summary>
    /// <param name="message">UTF-8, as it came; any bytes.</param>
    /// <param name="at">When it came.</param>
    /// <param name="sample">The sample; null where an understood message yields none, as the first price does.</param>
    /// <returns>Whether the message was understood.</returns>
    public abstract bool TryRead(ReadOnlySpan<byte> message, DateTimeOffset at, out SensorSample? sample);
}
