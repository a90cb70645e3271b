using System.Globalization;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Text;

namespace Unum.Tests.Devices.Sensing.Text;

public sealed class FileTailSensorTests : IDisposable
{
    private readonly TestFolder _files = new();
    private readonly HandClock _clock = new();
    private double _counted;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task What_is_appended_is_counted_and_what_was_there_is_not()
    {
        string path = _files.Put("log", "old old old\n");
        await using FileTailSensor sensor = Tail(path);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Live, sensor.Health.Status);
        Append(path, "new\n");
        await CountsAsync(sensor, 4);
        Append(path, new string('x', 100_000));
        await CountsAsync(sensor, 100_004);
    }

    [Fact]
    public async Task A_file_may_be_read_from_its_start()
    {
        await using FileTailSensor sensor = Tail(_files.Put("log", "one\ntwo\n"), fromStart: true, measure: TextMeasure.Lines);
        await sensor.StartAsync(CancellationToken.None);
        await CountsAsync(sensor, 2);
        Assert.Equal("lines/s", sensor.Description.Unit);
    }

    [Fact]
    public async Task A_rotated_file_is_read_to_its_end_and_the_new_one_from_its_start()
    {
        string path = _files.Put("log", "");
        await using FileTailSensor sensor = Tail(path);
        await sensor.StartAsync(CancellationToken.None);
        Append(path, "12345");
        await CountsAsync(sensor, 5);
        File.Move(path, path + ".1");
        Append(path + ".1", "678"); // a writer that has not noticed yet
        Write(path, "a new and longer file");
        await CountsAsync(sensor, 5 + 3 + 21);
        Append(path + ".1", "nobody reads this");
        Append(path, "!");
        await CountsAsync(sensor, 30);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
    }

    [Fact]
    public async Task A_file_deleted_and_made_again_is_read_from_its_start()
    {
        string path = _files.Put("log", "12345");
        await using FileTailSensor sensor = Tail(path);
        await sensor.StartAsync(CancellationToken.None);
        File.Delete(path);
        Write(path, "1234567");
        await CountsAsync(sensor, 7);
    }

    [Fact]
    public async Task A_truncated_file_is_read_from_its_start()
    {
        string path = _files.Put("log", "a long beginning");
        await using FileTailSensor sensor = Tail(path);
        await sensor.StartAsync(CancellationToken.None);
        Write(path, "short");
        await CountsAsync(sensor, 5);
    }

    [Fact]
    public async Task A_link_turned_to_another_file_is_followed()
    {
        string first = _files.Put("first", "12345");
        string second = _files.Put("second", "1234567");
        string link = _files.At("link");
        File.CreateSymbolicLink(link, first);
        await using FileTailSensor sensor = Tail(link);
        await sensor.StartAsync(CancellationToken.None);
        File.CreateSymbolicLink(link + ".new", second);
        File.Move(link + ".new", link, overwrite: true);
        await CountsAsync(sensor, 7);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_absent_and_counted_from_its_first_byte_when_it_comes()
    {
        string path = _files.At("later");
        await using FileTailSensor sensor = Tail(path);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Absent, sensor.Health.Status);
        Write(path, "hello");
        await CountsAsync(sensor, 5);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
    }

    [Fact]
    public async Task Silence_is_a_signal_too()
    {
        await using FileTailSensor sensor = Tail(_files.Put("log", ""));
        await sensor.StartAsync(CancellationToken.None);
        for (int i = 0; i < 5; i++) await PassAsync();
        Assert.All(await sensor.TakeAsync(5), sample => Assert.Equal(default, sample.Encoded));
    }

    private static void Append(string path, string text) => File.AppendAllText(path, text);

    private static void Write(string path, string text) => File.WriteAllText(path, text);

    private FileTailSensor Tail(string path, bool fromStart = false, TextMeasure measure = TextMeasure.Bytes)
    {
        PumpOptions pump = new() { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(1) };
        TextOptions options = new() { Id = "log", Every = TimeSpan.FromSeconds(1), FromStart = fromStart, Measure = measure, Pump = pump };
        return new FileTailSensor(path, options, _clock);
    }

    /// <summary>Lets seconds pass until that much has been counted in all; at one sample a second a rate is a count.</summary>
    private async Task CountsAsync(FileTailSensor sensor, double total)
    {
        for (int second = 0; _counted < total; second++)
        {
            Assert.True(second < 10, string.Create(CultureInfo.InvariantCulture, $"only {_counted} of {total} were counted"));
            await PassAsync();
            await PassAsync(); // the first second's sample is out when the second second can pass
            _counted += sensor.ReadAll(_clock.GetUtcNow()).Sum(s => s.Value);
        }

        await PassAsync();
        await Until.Holds(() => _clock.Pending == 1, "the sensor rests");
        _counted += sensor.ReadAll(_clock.GetUtcNow()).Sum(s => s.Value);
        Assert.Equal(total, _counted, 1e-6);
    }

    private async Task PassAsync()
    {
        await Until.Holds(() => _clock.Pending == 1, "the sensor rests");
        _clock.GoToNextTimer();
    }
}
