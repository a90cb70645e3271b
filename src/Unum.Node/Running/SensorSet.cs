using Unum.Devices.Sensing;
using Unum.Node.Settings;

namespace Unum.Node.Running;

/// <summary>Open sensors outside a mesh, for the commands that look at them.</summary>
internal sealed class SensorSet : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<ISensor> _opened;
    private readonly SensorSample[] _samples = new SensorSample[256];

    private SensorSet(IReadOnlyList<ISensor> sensors, TimeProvider clock)
    {
        _clock = clock;
        _opened = sensors;
        Sensors = [.. sensors];
    }

    /// <summary>Those that are looked at.</summary>
    public ISensor[] Sensors { get; private set; }

    /// <summary>Opens every sensor of the settings.</summary>
    public static async Task<SensorSet> OpenAsync(UnumSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        SensorSet set = new(NodeFactory.Sensors(settings, clock), clock);
        await Task.WhenAll(set.Sensors.Select(s => s.StartAsync(cancellationToken)));
        return set;
    }

    /// <summary>Its place among <see cref="Sensors"/>.</summary>
    public int IndexOf(ISensor sensor) => Array.IndexOf(Sensors, sensor);

    /// <summary>Looks at sensors of these names only; at all when none is named.</summary>
    /// <exception cref="SettingsException">There is no such sensor.</exception>
    public void Keep(IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0) return;
        foreach (string id in ids)
        {
            if (!Sensors.Any(s => Named(s, id))) throw new SettingsException($"There is no sensor '{id}'; there are {string.Join(", ", Sensors.Select(s => s.Description.Id))}.");
        }

        Sensors = [.. Sensors.Where(s => ids.Any(id => Named(s, id)))];
    }

    /// <summary>Looks at those that live or may come back.</summary>
    public void KeepLive() => Sensors = [.. Sensors.Where(s => s.Health.Status != SensorStatus.Absent)];

    /// <summary>Hands over what was sampled since the last time.</summary>
    public void Read(SampleSink sink)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        foreach (ISensor sensor in Sensors)
        {
            int taken;
            while ((taken = sensor.Read(now, _samples)) > 0)
            {
                sink(sensor, _samples.AsSpan(0, taken));
                if (taken < _samples.Length) break;
            }
        }
    }

    /// <summary>Reads again and again until the time is over or it is told to stop, which is a normal end.</summary>
    public async Task PollAsync(TimeSpan every, TimeSpan? duration, SampleSink sink, CancellationToken stopping)
    {
        long start = _clock.GetTimestamp();
        using PeriodicTimer timer = new(every, _clock);
        try
        {
            do Read(sink);
            while (!(_clock.GetElapsedTime(start) >= duration) && await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends a watch; what was read was handed over.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ISensor sensor in _opened) await sensor.DisposeAsync();
    }

    private static bool Named(ISensor sensor, string id) => string.Equals(sensor.Description.Id, id, StringComparison.OrdinalIgnoreCase);
}
