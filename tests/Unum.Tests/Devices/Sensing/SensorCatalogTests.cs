using Unum.Devices.Sensing;

namespace Unum.Tests.Devices.Sensing;

public sealed class SensorCatalogTests : IDisposable
{
    private readonly TestFolder _sys = new();

    public void Dispose() => _sys.Dispose();

    [Fact]
    public async Task This_host_has_vitals_and_every_sensor_starts_without_an_error()
    {
        IReadOnlyList<ISensor> sensors = SensorCatalog.Discover(new SensorOptions(), TimeProvider.System);
        foreach (ISensor sensor in sensors) await sensor.StartAsync(CancellationToken.None);
        Assert.Contains(sensors, s => s.Description.Id == "cpu" && s.Health.Status == SensorStatus.Live);
        Assert.All(
            sensors,
            s => Assert.True((s.Health.Status == SensorStatus.Live) == (s.Health.Reason is null), $"{s.Description.Id} has a reason or lives"));
        foreach (string kind in (string[])["temperature", "pressure", "humidity"]) Assert.Contains(sensors, s => s.Description.Kind == kind);
        foreach (ISensor sensor in sensors) await sensor.DisposeAsync();
    }

    [Fact]
    public void A_bare_machine_lists_what_was_looked_for_in_vain()
    {
        IReadOnlyList<ISensor> sensors = SensorCatalog.Discover(new SensorOptions { SysRoot = _sys.Root }, TimeProvider.System);
        ISensor absent = sensors.Single(s => s.Description.Id == "temperature");
        Assert.Equal(new SensorHealth(SensorStatus.Absent, "no thermometer among hwmon, thermal zones, IIO and 1-wire", 0), absent.Health);
        Assert.Empty(absent.ReadAll(DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task What_drivers_and_finders_bring_takes_the_place_of_the_absent()
    {
        _sys.Put("class/thermal/thermal_zone0/temp", "51500\n");
        SensorFinder barometer = (options, _) =>
            [new AbsentSensor(new SensorDescription("pressure.mine", "pressure", "hPa", 1, options.SysRoot), "still off")];
        SensorOptions options = new() { SysRoot = _sys.Root, Finders = [barometer] };
        IReadOnlyList<ISensor> sensors = SensorCatalog.Discover(options, TimeProvider.System);
        Assert.Contains(sensors, s => s.Description.Id == "temperature.thermal_zone0.zone");
        Assert.DoesNotContain(sensors, s => s.Description.Id is "temperature" or "pressure");
        Assert.Contains(sensors, s => s.Description.Id == "humidity");
        foreach (ISensor sensor in sensors) await sensor.DisposeAsync();
    }

    [Fact]
    public void Two_sensors_of_one_name_are_refused()
    {
        SensorFinder twin = (_, _) => [new AbsentSensor(new SensorDescription("cpu", "vitals", "%", 1, ""), "a twin")];
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SensorCatalog.Discover(new SensorOptions { SysRoot = _sys.Root, Finders = [twin] }, TimeProvider.System));
        Assert.Contains("two sensors are called 'cpu'", error.Message, StringComparison.Ordinal);
    }
}
