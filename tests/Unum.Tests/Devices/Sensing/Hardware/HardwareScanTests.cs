using System.Diagnostics;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Hardware;

namespace Unum.Tests.Devices.Sensing.Hardware;

public sealed class HardwareScanTests : IDisposable
{
    private readonly TestFolder _sys = new();

    public void Dispose() => _sys.Dispose();

    [Fact]
    public void A_machine_without_sensors_has_none() => Assert.Empty(HardwareScan.Find(_sys.Root));

    [Fact]
    public void This_machine_can_be_scanned() => Assert.All(HardwareScan.Find(), found => Assert.True(File.Exists(found.Path)));

    [Fact]
    public async Task Every_family_of_driver_is_found_in_its_unit()
    {
        Furnish();
        Dictionary<string, (double Value, string Unit, double Encoded)> read = new(StringComparer.Ordinal);
        foreach (FileReading found in HardwareScan.Find(_sys.Root))
        {
            await using DeviceFileSensor sensor = new(found, TimeSpan.FromMilliseconds(50), TimeProvider.System);
            await sensor.StartAsync(CancellationToken.None);
            SensorSample sample = (await sensor.TakeAsync(1))[0];
            read[found.Id] = (Math.Round(sample.Value, 6), found.Unit, Math.Round(sample.Encoded.Real, 6));
        }

        Assert.Equal(
            new Dictionary<string, (double, string, double)>(StringComparer.Ordinal)
            {
                ["temperature.coretemp.package-id-0"] = (48, "degC", 0.48),
                ["temperature.coretemp.temp2"] = (-5, "degC", -0.05),
                ["fan.coretemp.fan1"] = (1200, "rpm", 1200),
                ["voltage.coretemp.in0"] = (1.05, "V", 1.05),
                ["power.coretemp.power1"] = (15, "W", 15),
                ["temperature.coretemp.temp2.2"] = (33, "degC", 0.33),
                ["temperature.thermal_zone0.cpu-thermal"] = (51.5, "degC", 0.515),
                ["temperature.bme280"] = (21.34, "degC", 0.2134),
                ["pressure.bme280"] = (1013.25, "hPa", 0.710833),
                ["humidity.bme280"] = (45.5, "%", 0.455),
                ["acceleration.mpu6050.z"] = (9.805, "m/s2", 9.805),
                ["temperature.mpu6050"] = (23, "degC", 0.23),
                ["temperature.w1.28-000005e2fdc3"] = (23.125, "degC", 0.23125),
            }.OrderBy(p => p.Key, StringComparer.Ordinal),
            read.OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_thermometer_that_breaks_is_lost_and_comes_back()
    {
        string path = _sys.Put("temp", "20000\n");
        FileReading reading = new("t", "temperature", "degC", path) { Scale = 1e-3 };
        PumpOptions quick = new() { FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(20) };
        await using DeviceFileSensor sensor = new(reading, TimeSpan.FromMilliseconds(5), TimeProvider.System, quick);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(20, (await sensor.TakeAsync(1))[0].Value);
        await File.WriteAllTextAsync(path, "warm\n", CancellationToken.None);
        await sensor.GoesAsync(SensorStatus.Lost);
        Assert.Contains("holds no number", sensor.Health.Reason, StringComparison.Ordinal);
        File.Delete(path);
        await Until.Holds(() => sensor.Health.Reason?.Contains("does not exist", StringComparison.Ordinal) == true, "the loss is noticed");
        Assert.Equal(SensorStatus.Lost, sensor.Health.Status);
        sensor.ReadAll(DateTimeOffset.MaxValue);
        await File.WriteAllTextAsync(path, "21000\n", CancellationToken.None);
        await sensor.GoesAsync(SensorStatus.Live);
        Assert.Equal(21, (await sensor.TakeAsync(1))[0].Value);
        Assert.True(sensor.Health.Restarts >= 1);
    }

    [Fact]
    public async Task A_device_that_never_answers_holds_up_neither_start_nor_beat_nor_disposal()
    {
        string pipe = _sys.At("pipe"); // a pipe without a writer answers as slowly as a device can: never
        using (Process make = Process.Start("mkfifo", pipe)) await make.WaitForExitAsync(CancellationToken.None);
        DeviceFileSensor sensor = new(
            new FileReading("t", "temperature", "degC", pipe), TimeSpan.FromSeconds(1), TimeProvider.System,
            new PumpOptions { FirstStatus = TimeSpan.FromMilliseconds(20) });
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "no answer yet", 0), sensor.Health);
        Assert.Empty(sensor.ReadAll(DateTimeOffset.MaxValue));
        await sensor.DisposeAsync();
        await File.WriteAllTextAsync(pipe, "1\n", CancellationToken.None); // lets the waiting thread go
    }

    [Fact]
    public async Task A_device_that_hangs_is_lost_and_back_when_it_answers()
    {
        string pipe = _sys.At("pipe");
        using (Process make = Process.Start("mkfifo", pipe)) await make.WaitForExitAsync(CancellationToken.None);
        PumpOptions pump = new()
        {
            Silence = TimeSpan.FromMilliseconds(50),
            FirstPause = TimeSpan.FromMilliseconds(5),
            FirstStatus = TimeSpan.FromMilliseconds(1),
        };
        FileReading reading = new("t", "number", "1", pipe);
        DeviceFileSensor sensor = new(reading, TimeSpan.FromMilliseconds(1), TimeProvider.System, pump);
        await sensor.StartAsync(CancellationToken.None);
        await File.WriteAllTextAsync(pipe, "1\n", CancellationToken.None);
        Assert.Equal(1, (await sensor.TakeAsync(1))[0].Value);
        await Until.Holds(() => sensor.Health.Reason == "silent for 0.05 s", "the silence is noticed");
        await File.WriteAllTextAsync(pipe, "2\n", CancellationToken.None);
        Assert.Equal(2, (await sensor.TakeAsync(1))[0].Value);
        Assert.Equal(1, sensor.Health.Restarts);
        await sensor.DisposeAsync();
        await File.WriteAllTextAsync(pipe, "3\n", CancellationToken.None); // lets the waiting thread go
    }

    private void Furnish()
    {
        _sys.Put("class/hwmon/hwmon0/name", "coretemp\n");
        _sys.Put("class/hwmon/hwmon0/temp1_input", "48000\n");
        _sys.Put("class/hwmon/hwmon0/temp1_label", "Package id 0\n");
        _sys.Put("class/hwmon/hwmon0/temp2_input", "-5000\n");
        _sys.Put("class/hwmon/hwmon0/fan1_input", "1200\n");
        _sys.Put("class/hwmon/hwmon0/in0_input", "1050\n");
        _sys.Put("class/hwmon/hwmon0/power1_input", "15000000\n");
        _sys.Put("class/hwmon/hwmon0/intrusion0_input", "1\n");
        _sys.Put("class/hwmon/hwmon1/name", "coretemp\n");
        _sys.Put("class/hwmon/hwmon1/temp2_input", "33000\n");
        _sys.Put("class/thermal/thermal_zone0/type", "cpu-thermal\n");
        _sys.Put("class/thermal/thermal_zone0/temp", "51500\n");
        _sys.Put("class/thermal/cooling_device0/type", "fan\n");
        _sys.Put("bus/iio/devices/iio:device0/name", "bme280\n");
        _sys.Put("bus/iio/devices/iio:device0/in_temp_input", "21340\n");
        _sys.Put("bus/iio/devices/iio:device0/in_pressure_input", "101.325\n");
        _sys.Put("bus/iio/devices/iio:device0/in_humidityrelative_input", "45500\n");
        _sys.Put("bus/iio/devices/iio:device1/name", "mpu6050\n");
        _sys.Put("bus/iio/devices/iio:device1/in_accel_z_raw", "1961\n");
        _sys.Put("bus/iio/devices/iio:device1/in_accel_scale", "0.005\n");
        _sys.Put("bus/iio/devices/iio:device1/in_temp_raw", "130\n");
        _sys.Put("bus/iio/devices/iio:device1/in_temp_offset", "100\n");
        _sys.Put("bus/iio/devices/iio:device1/in_temp_scale", "100\n");
        _sys.Put("bus/w1/devices/28-000005e2fdc3/w1_slave", "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n");
        _sys.Put("bus/w1/devices/29-000000000001/state", "switch\n");
    }
}
