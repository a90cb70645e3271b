using Unum.Devices.Sensing;

namespace Unum.Tests.Devices.Sensing;

/// <summary>Short ways to read a sensor in a test.</summary>
internal static class SensorReads
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static SensorSample[] ReadAll(this ISensor sensor, DateTimeOffset now)
    {
        List<SensorSample> all = [];
        SensorSample[] some = new SensorSample[64];
        for (int n; (n = sensor.Read(now, some)) > 0;) all.AddRange(some[..n]);
        return [.. all];
    }

    public static SensorSample? ReadOne(this ISensor sensor, double seconds)
    {
        SensorSample[] one = new SensorSample[1];
        return sensor.Read(Epoch.AddSeconds(seconds), one) == 1 ? one[0] : null;
    }

    /// <summary>Waits for that many samples of a streaming sensor.</summary>
    public static async Task<List<SensorSample>> TakeAsync(this ISensor sensor, int count)
    {
        List<SensorSample> taken = [];
        await Until.Holds(
            () =>
            {
                taken.AddRange(sensor.ReadAll(DateTimeOffset.MaxValue));
                return taken.Count >= count;
            },
            $"{sensor.Description.Id} gives all its samples");
        return taken;
    }

    public static Task GoesAsync(this ISensor sensor, SensorStatus status) =>
        Until.Holds(() => sensor.Health.Status == status, $"{sensor.Description.Id} is {status}");
}
