using Unum.Devices.Sensing.Hardware;
using Unum.Devices.Sensing.Host;

namespace Unum.Devices.Sensing;

/// <summary>
/// What this host can sense: its vitals, whatever its drivers measure, and the families that finders add. What was looked
/// for and is not there appears too, as absent and with the reason, so that nobody wonders.
/// </summary>
public static class SensorCatalog
{
    private static readonly (string Kind, string Unit, string Reason)[] Expected =
    [
        ("temperature", "degC", "no thermometer among hwmon, thermal zones, IIO and 1-wire"),
        ("pressure", "hPa", "no barometer among IIO devices"),
        ("humidity", "%", "no hygrometer among hwmon and IIO devices"),
    ];

    /// <summary>Everything on this host, in a stable order: vitals, hardware, what finders found, absent families last.</summary>
    /// <exception cref="ArgumentException">Two sensors have the same id.</exception>
    public static IReadOnlyList<ISensor> Discover(SensorOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        List<ISensor> sensors = [.. HostVitals.All(options.ProcRoot, options.SysRoot, options.RateHz)];
        sensors.AddRange(HardwareScan.Find(options.SysRoot).Select(found => new DeviceFileSensor(found, options.SlowEvery, clock)));
        foreach (SensorFinder find in options.Finders) sensors.AddRange(find(options, clock));
        foreach ((string kind, string unit, string reason) in Expected)
        {
            if (sensors.Any(s => string.Equals(s.Description.Kind, kind, StringComparison.Ordinal))) continue;
            double rate = 1 / options.SlowEvery.TotalSeconds;
            sensors.Add(new AbsentSensor(new SensorDescription(kind, kind, unit, rate, options.SysRoot), reason));
        }

        string? twice = sensors.GroupBy(s => s.Description.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? sensors : throw new ArgumentException($"two sensors are called '{twice}'", nameof(options));
    }
}
