using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Replay;

namespace Unum.Tests.Devices.Sensing.Replay;

public sealed class CsvReplaySensorTests : IDisposable
{
    private const string Minute = "timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:01:00,2\n2014-04-01 00:02:00,3\n";
    private readonly TestFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Rows_come_when_they_are_due_at_any_speed()
    {
        CsvReplaySensor sensor = Replay(Minute, o => o with { Speed = 60 });
        Assert.Equal(1, sensor.Description.RateHz, 12);
        Assert.Equal([(0.0, 1.0)], Times(sensor.ReadAll(At(0))));
        Assert.Empty(sensor.ReadAll(At(0.999)));
        Assert.Equal([(1.0, 2.0), (2.0, 3.0)], Times(sensor.ReadAll(At(5))));
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "the file has ended", 0), sensor.Health);
    }

    [Fact]
    public void A_loop_goes_on_one_step_after_the_last_row()
    {
        CsvReplaySensor sensor = Replay(Minute, o => o with { Speed = 60, Loop = true });
        sensor.ReadAll(At(0));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], sensor.ReadAll(At(7)).Select(s => (s.At - At(0)).TotalSeconds));
        Assert.Equal([3, 1, 2, 3], sensor.ReadAll(At(11)).Select(s => s.Value));
        Assert.Equal(0, sensor.PassedOver);
    }

    [Fact]
    public void A_loop_over_a_file_without_good_rows_ends()
    {
        CsvReplaySensor sensor = Replay("timestamp,value\nx,y\nz\n", o => o with { Loop = true });
        Assert.Empty(sensor.ReadAll(At(0)));
        Assert.Equal("the file has ended", sensor.Health.Reason);
        Assert.Equal(2, sensor.PassedOver);
        CsvReplaySensor prices = Replay("timestamp,value\n1,-1\n2,-1\n", o => o with { Loop = true, Form = CsvForm.Price });
        Assert.Empty(prices.ReadAll(At(0)));
    }

    [Fact]
    public void Rows_that_make_no_sense_are_passed_over_and_counted()
    {
        CsvReplaySensor sensor = Replay("timestamp,value\n1,1\n2,NaN\n3\n\n# note\nx,4\n4,1e999\n5,5\n");
        sensor.ReadAll(At(0));
        Assert.Equal([(4.0, 5.0)], Times(sensor.ReadAll(At(100))));
        Assert.Equal(4, sensor.PassedOver);
    }

    [Fact]
    public void A_time_that_steps_back_counts_as_the_time_before()
    {
        CsvReplaySensor sensor = Replay("t,v\n10,1\n20,2\n15,3\n30,4\n");
        sensor.ReadAll(At(0));
        Assert.Equal([(10.0, 2.0), (10.0, 3.0), (20.0, 4.0)], Times(sensor.ReadAll(At(100))));
    }

    [Theory]
    [InlineData("value;time\n1;10\n2;20\n")]
    [InlineData("value\ttime\n1\t10\n2\t20\n")]
    [InlineData("\uFEFFvalue,x,time\r\n1,\"a,\"\"b\"\"\",10\r\n\"2\",,20\r\n")]
    [InlineData("Value,Time\n1,10\n2,20")]
    public void Columns_go_by_name_whatever_separates_them(string text)
    {
        CsvReplaySensor sensor = Replay(text, o => o with { TimeColumn = "time", ValueColumn = "value" });
        Assert.Equal([(0.0, 1.0)], Times(sensor.ReadAll(At(0))));
        Assert.Equal([(10.0, 2.0)], Times(sensor.ReadAll(At(100))));
        Assert.Equal(0, sensor.PassedOver);
    }

    [Fact]
    public void A_file_without_header_or_times_is_played_at_a_step()
    {
        CsvReplaySensor sensor = Replay("5\n6\n7\n", o => o with { Step = TimeSpan.FromSeconds(2), ValueColumn = "0", Low = 5, High = 7 });
        Assert.Equal([(0.0, 5.0)], Times(sensor.ReadAll(At(0))));
        SensorSample[] rest = sensor.ReadAll(At(100));
        Assert.Equal([(2.0, 6.0), (4.0, 7.0)], Times(rest));
        Assert.Equal(0.5, rest[0].Encoded.Real);
    }

    [Fact]
    public void Prices_become_log_returns()
    {
        CsvReplaySensor sensor = Replay("t,p,q\n1,100,0\n2,110,1\n3,99,3\n", o => o with { Form = CsvForm.Price, SizeColumn = "q" });
        SensorSample[] taken = [.. sensor.ReadAll(At(0)), .. sensor.ReadAll(At(10))];
        Assert.Equal(2, taken.Length);
        Assert.Equal(Math.Log(1.1), taken[0].Value, 12);
        Assert.Equal(Math.Log(0.9), taken[1].Value, 12);
        Assert.Equal(Math.Log(4), taken[1].Encoded.Imaginary, 12);
        Assert.Equal("market", sensor.Description.Kind);
    }

    [Fact]
    public async Task A_missing_file_is_absent_until_it_comes_and_a_missing_column_says_its_name()
    {
        CsvReplaySensor sensor = new(new CsvReplayOptions { Path = _files.At("later.csv"), Id = "x" });
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Absent, sensor.Health.Status);
        Assert.Empty(sensor.ReadAll(At(0)));
        _files.Put("later.csv", Minute);
        Assert.Empty(sensor.ReadAll(At(1)));
        Assert.Single(sensor.ReadAll(At(6)));
        Assert.Equal(SensorStatus.Live, sensor.Health.Status);
        CsvReplaySensor wrong = Replay(Minute, o => o with { ValueColumn = "volume" });
        await wrong.StartAsync(CancellationToken.None);
        Assert.Contains("has no column 'volume'", wrong.Health.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_a_real_series_is_replayed_with_its_own_value()
    {
        string path = Path.Combine(Repository.Root, "data/nab/realKnownCause/machine_temperature_system_failure.csv");
        string[] rows = File.ReadAllLines(path)[1..];
        CsvReplaySensor sensor = new(new CsvReplayOptions { Path = path, Id = "x", Speed = 1e5 });
        List<SensorSample> taken = [.. sensor.ReadAll(At(0))];
        for (double t = 0; sensor.Health.Status != SensorStatus.Lost; t += 1) taken.AddRange(sensor.ReadAll(At(t)));
        Assert.Equal(rows.Select(r => double.Parse(r.Split(',')[1], CultureInfo.InvariantCulture)), taken.Select(s => s.Value));
        Assert.All(taken.Zip(taken.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At, "times never step back"));
    }

    [Fact]
    public void Replaying_allocates_nothing()
    {
        StringBuilder text = new("t,v\n");
        for (int i = 0; i < 5000; i++) text.Append(CultureInfo.InvariantCulture, $"{1396310400 + i},{i * 0.37}\n");
        CsvReplaySensor sensor = Replay(text.ToString());
        SensorSample[] target = new SensorSample[100];
        for (int i = 0; i < 20; i++) sensor.Read(At(i * 10), target);
        int taken = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 20; i < 400; i++) taken += sensor.Read(At(i * 10), target);
        }));
        Assert.Equal(3800, taken);
    }

    [Fact]
    public void Lines_come_out_as_they_went_in_whatever_their_length_and_end()
    {
        Random random = new(4);
        for (int round = 0; round < 20; round++)
        {
            string[] lines = [.. Enumerable.Range(0, 200).Select(_ => new string((char)('a' + random.Next(26)), random.Next(3000)))];
            string end = round % 2 == 0 ? "\n" : "\r\n";
            string path = _files.Put("lines", string.Join(end, lines) + (round % 3 == 0 ? "" : end));
            using LineReader reader = new(path);
            List<string> read = [];
            while (reader.TryRead(out ReadOnlySpan<byte> line)) read.Add(Encoding.UTF8.GetString(line));
            if (round % 3 == 0 && lines[^1].Length == 0) lines = lines[..^1];
            Assert.Equal(lines, read, StringComparer.Ordinal);
        }
    }

    [Fact]
    public void A_line_too_long_is_passed_over_and_the_next_one_read()
    {
        using LineReader reader = new(_files.Put("lines", "a\n" + new string('x', 200_000) + "\nb\n" + new string('y', 200_000)));
        List<string> read = [];
        while (reader.TryRead(out ReadOnlySpan<byte> line)) read.Add(Encoding.UTF8.GetString(line));
        Assert.Equal(["a", "b"], read);
    }

    [Fact]
    public void No_file_whatever_makes_it_throw() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], bool>((bytes, loop) =>
    {
        string path = _files.Put("any.csv", bytes);
        CsvReplaySensor sensor = new(new CsvReplayOptions { Path = path, Id = "x", Loop = loop });
        SensorSample[] some = new SensorSample[8];
        for (int i = 0; i < 5; i++) sensor.Read(At(i), some);
        Assert.ThrowsAny<Exception>(() => RecordingReader.Open(path));
    }));

    private CsvReplaySensor Replay(string text, Func<CsvReplayOptions, CsvReplayOptions>? change = null)
    {
        CsvReplayOptions options = new() { Path = _files.Put("file.csv", text), Id = "x" };
        return new CsvReplaySensor(change is null ? options : change(options));
    }

    private static DateTimeOffset At(double seconds) => SensorReads.Epoch.AddSeconds(seconds);

    private static (double At, double Value)[] Times(SensorSample[] samples) => [.. samples.Select(s => ((s.At - At(0)).TotalSeconds, s.Value))];
}
