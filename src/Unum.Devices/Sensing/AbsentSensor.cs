namespace Unum.Devices.Sensing;

/// <summary>Stands for a device that a scan looked for and did not find, so that a person sees that it was looked for.</summary>
public sealed class AbsentSensor : ISensor
{
    /// <summary>A device that is not there, and why that is known.</summary>
    public AbsentSensor(SensorDescription description, string reason)
    {
        Description = description;
        Health = new SensorHealth(SensorStatus.Absent, reason, 0);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target) => 0;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
