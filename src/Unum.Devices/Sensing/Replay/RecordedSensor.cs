namespace Unum.Devices.Sensing.Replay;

/// <summary>One sensor of a recording; see <see cref="RecordingReader"/>. Its samples carry the node's time.</summary>
public sealed class RecordedSensor : ISensor
{
    private readonly RecordingFeed _feed;
    private readonly int _place;
    private int _disposed;

    internal RecordedSensor(SensorDescription description, RecordingFeed feed, int place)
    {
        Description = description;
        _feed = feed;
        _place = place;
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _feed.Health;

    /// <summary>Samples lost because this sensor was not read while others of the recording were.</summary>
    public long Dropped => _feed.Dropped(_place);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target) => _feed.Read(_place, now, target);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _feed.Leave();
        return ValueTask.CompletedTask;
    }
}
