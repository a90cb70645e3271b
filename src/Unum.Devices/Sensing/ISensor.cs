namespace Unum.Devices.Sensing;

/// <summary>A source of real samples.</summary>
/// <remarks>
/// Contract: <see cref="StartAsync"/> opens the device and returns once its first status is known; a missing device makes the
/// status <see cref="SensorStatus.Absent"/>, never an exception. <see cref="Read"/> never blocks, never throws for trouble of
/// the device, allocates nothing when healthy, and yields samples in the order of their times. A device that dies becomes
/// <see cref="SensorStatus.Lost"/> with a reason and is retried with growing pauses until disposal. Polled sensors (files in
/// /proc, synthetic ones, replays) sample inside <see cref="Read"/> by the <c>now</c> they are given, so they run in virtual
/// time; streaming sensors (sound, camera, sockets) fill a bounded ring from a pump of their own, dropping the oldest.
/// </remarks>
public interface ISensor : IAsyncDisposable
{
    /// <summary>What it is.</summary>
    SensorDescription Description { get; }

    /// <summary>How it is now.</summary>
    SensorHealth Health { get; }

    /// <summary>Opens the device.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Moves the samples taken since the last call, up to <paramref name="now"/>, into <paramref name="target"/>.</summary>
    /// <returns>How many were written; the rest stay for the next call.</returns>
    int Read(DateTimeOffset now, Span<SensorSample> target);
}
