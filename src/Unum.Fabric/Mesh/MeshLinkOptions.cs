namespace Unum.Fabric.Mesh;

/// <summary>How a process links to others by WebSocket.</summary>
public sealed record MeshLinkOptions
{
    /// <summary>
    /// Where others reach this process, <c>ws://host:3002/mesh</c>; null (the default) when they cannot. The host may be
    /// <c>0.0.0.0</c> or <c>[::]</c>: each peer then takes the address that it sees us at. Told to all peers, so that the mesh
    /// survives the loss of the process by which they joined.
    /// </summary>
    public Uri? Listen { get; init; }

    /// <summary>
    /// Links kept up to known processes beyond the given ones. 0 to 32, default 3. Fewer saves traffic, more survives more
    /// losses at once.
    /// </summary>
    public int TargetLinks { get; init; } = 3;

    /// <summary>Most links at once, either way. 1 to 10,000, default 256; further ones are turned away.</summary>
    public int MaxLinks { get; init; } = 256;

    /// <summary>Most addresses of other processes remembered. 1 to 10,000, default 256.</summary>
    public int MaxAddresses { get; init; } = 256;

    /// <summary>
    /// Messages a second that one link may bring on average. 1 to 10 million, default 20,000 (two thousand nodes behind one
    /// link). What is above it is dropped and counted.
    /// </summary>
    public int MessagesPerSecond { get; init; } = 20_000;

    /// <summary>Messages that a link may bring at once before the rate counts. 1 to 10 million, default 4,000.</summary>
    public int Burst { get; init; } = 4_000;

    /// <summary>
    /// Unsent messages kept for a slow reader. 1 to 65,536, default 2,048; one per node, its newest. Beyond it the oldest go.
    /// </summary>
    public int QueueLength { get; init; } = 2_048;

    /// <summary>Refused messages in a row after which a link is closed. 1 to 1 million, default 100.</summary>
    public int MaxRefusedInARow { get; init; } = 100;

    /// <summary>Pause before the first new attempt to connect. 1 ms to 1 h, default 250 ms; it doubles with each failure.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between attempts. <see cref="FirstRetry"/> to 1 day, default 30 s.</summary>
    public TimeSpan MaxRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long connecting, sending one frame, saying who one is (where the mesh has a key) and closing may each take.
    /// 100 ms to 1 h, default 10 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the exception names it.</exception>
    /// <exception cref="FormatException"><see cref="Listen"/> is not an address that a peer could use.</exception>
    public void Validate()
    {
        if (Listen is not null && !MeshAddress.IsValid(Listen.OriginalString))
            throw new FormatException($"Not an address of a mesh: {Listen.OriginalString}. It must look like ws://host:3002/mesh.");
        Within(TargetLinks, 0, 32, nameof(TargetLinks));
        Within(MaxLinks, 1, 10_000, nameof(MaxLinks));
        Within(MaxAddresses, 1, 10_000, nameof(MaxAddresses));
        Within(MessagesPerSecond, 1, 10_000_000, nameof(MessagesPerSecond));
        Within(Burst, 1, 10_000_000, nameof(Burst));
        Within(QueueLength, 1, 65_536, nameof(QueueLength));
        Within(MaxRefusedInARow, 1, 1_000_000, nameof(MaxRefusedInARow));
        Within(FirstRetry, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(FirstRetry));
        Within(MaxRetry, FirstRetry, TimeSpan.FromDays(1), nameof(MaxRetry));
        Within(Patience, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), nameof(Patience));
    }

    private static void Within<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must lie in [{least}, {most}].");
    }
}
