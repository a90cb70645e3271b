using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Replay;
using Unum.Devices.Sensing.Synthetic;

namespace Unum.Tests.Devices.Sensing.Replay;

public sealed class RecordingTests : IDisposable
{
    private static readonly SensorDescription Cpu = new("cpu", "vitals", "%", 10, "/proc/stat");
    private static readonly SensorDescription Odd = new("a \"b\", c", "http", "1", 0.5, "http://x/?a,b");
    private readonly TestFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_is_recorded_is_replayed_number_by_number() => Check.QuickThrowOnFailure(Prop.ForAll<double[]>(values =>
    {
        values = [.. values.Where(double.IsFinite)];
        SensorSample[] samples = [.. values.Select((v, i) => new SensorSample(At(i), v, new Complex(-v, v / 3)))];
        string path = Record([Cpu, Odd], writer =>
        {
            foreach (ref SensorSample sample in samples.AsSpan())
            {
                writer.Write(1, new ReadOnlySpan<SensorSample>(in sample));
                writer.Write(0, new ReadOnlySpan<SensorSample>(in sample));
            }
        });
        IReadOnlyList<ISensor> replayed = RecordingReader.Open(path);
        Assert.Equal([Cpu, Odd], replayed.Select(s => s.Description));
        foreach (ISensor sensor in replayed)
        {
            SensorSample[] first = sensor.ReadAll(At(1000));
            Assert.Equal(samples.Take(1).Select(s => (s.Value, s.Encoded)), first.Select(s => (s.Value, s.Encoded)));
        }

        Assert.All(replayed, sensor => Assert.Equal(samples.Skip(1).Select(s => s with { At = s.At.AddSeconds(1000) }), sensor.ReadAll(At(5000))));
    }));

    [Fact]
    public void Sensors_of_a_recording_keep_step_though_each_was_written_in_batches_and_played_at_a_speed()
    {
        SyntheticOptions tone = new() { Id = "tone", RateHz = 100, FrequencyHz = 2, Origin = At(0) };
        SyntheticSensor[] made = [new(tone), new(tone with { Id = "other", RateHz = 40, Phase = 1 })];
        string path = Record([.. made.Select(m => m.Description)], writer =>
        {
            for (int beat = 0; beat <= 20; beat++)
            {
                for (int i = 0; i < made.Length; i++) writer.Write(i, made[i].ReadAll(At(beat * 0.1)));
            }
        });
        IReadOnlyList<ISensor> replayed = RecordingReader.Open(path, speed: 4);
        Assert.Equal(400, replayed[0].Description.RateHz);
        List<SensorSample>[] taken = [[], []];
        for (double t = 0; t < 1; t += 0.025)
        {
            for (int i = 0; i < 2; i++) taken[i].AddRange(replayed[i].ReadAll(At(t)));
        }

        for (int i = 0; i < 2; i++)
        {
            SensorSample[] original = new SyntheticSensor(i == 0 ? tone : tone with { RateHz = 40, Phase = 1 }).ReadAll(At(2));
            Assert.Equal(original.Select(s => s.Value), taken[i].Select(s => s.Value));
            Assert.All(
                original.Zip(taken[i]),
                p => Assert.Equal((p.First.At - At(0)).TotalSeconds, (p.Second.At - At(0)).TotalSeconds * 4, 1e-5));
        }

        Assert.All(replayed, sensor => Assert.Equal("the recording has ended", sensor.Health.Reason));
    }

    [Fact]
    public void A_recording_may_loop()
    {
        string path = Record([Cpu], writer => writer.Write(0, [new(At(0), 1, default), new(At(1), 2, default)]));
        ISensor sensor = RecordingReader.Open(path, loop: true).Single();
        sensor.ReadAll(At(0));
        Assert.Equal([2, 1, 2, 1], sensor.ReadAll(At(4)).Select(s => s.Value));
        Assert.Equal(SensorStatus.Live, sensor.Health.Status);
    }

    [Fact]
    public void A_recording_cut_off_in_the_middle_of_a_row_loses_that_row_only()
    {
        string path = Record([Cpu], writer => writer.Write(0, [new(At(0), 12.5, default), new(At(1), 12.75, default)]));
        byte[] whole = File.ReadAllBytes(path);
        for (int cut = 1; cut < 20; cut++)
        {
            File.WriteAllBytes(path, whole[..^cut]);
            ISensor sensor = RecordingReader.Open(path).Single();
            Assert.Equal([12.5], sensor.ReadAll(At(0)).Concat(sensor.ReadAll(At(10))).Select(s => s.Value));
        }
    }

    [Fact]
    public void It_is_a_table_that_other_programs_read()
    {
        string path = Record([Cpu], writer => writer.Write(0, [new(At(0.5), 12.5, new Complex(0.125, -1))]));
        Assert.Equal(
            ["# unum recording 1", "# sensor,cpu,vitals,%,10,/proc/stat", "time,sensor,value,re,im", "2026-01-01T00:00:00.5000000Z,cpu,12.5,0.125,-1"],
            File.ReadAllLines(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("time,value\n")]
    [InlineData("# unum recording 1\n# sensor,cpu\n")]
    [InlineData("# unum recording 1\n# sensor,cpu,vitals,%,often,/proc\n")]
    [InlineData("# unum recording 1\n# sensor,a,b,c,1,d\n# sensor,a,b,c,1,d\n")]
    public void What_is_no_recording_is_refused(string text) =>
        Assert.Throws<FormatException>(() => RecordingReader.Open(_files.Put("bad", text)));

    [Fact]
    public void Rows_of_strangers_and_rows_that_make_no_sense_are_passed_over()
    {
        string path = _files.Put("r", "# unum recording 1\n# sensor,a,k,1,1,s\ntime,sensor,value,re,im\n1,b,1,1,1\n1,a,x,1,1\n1,a,1\nx,a,1,1,1\n2,a,5,6,7\n");
        Assert.Equal([5], RecordingReader.Open(path).Single().ReadAll(At(0)).Select(s => s.Value));
    }

    [Fact]
    public void Two_sensors_of_one_name_cannot_be_recorded()
    {
        using MemoryStream stream = new();
        Assert.Throws<ArgumentException>(() => new RecordingWriter(stream, [Cpu, Cpu]));
    }

    [Fact]
    public void Writing_and_replaying_allocate_nothing()
    {
        SensorSample[] samples = [.. Enumerable.Range(0, 100).Select(i => new SensorSample(At(i), i * 0.37, new Complex(i, 0.1)))];
        long written = 0;
        string path = Record([Cpu], writer =>
        {
            writer.Write(0, samples);
            writer.Flush();
            written = Allocation.Of(() =>
            {
                for (int i = 0; i < 20; i++) writer.Write(0, samples);
                writer.Flush();
            });
        });
        Assert.Equal(0, written);
        ISensor sensor = RecordingReader.Open(path, loop: true).Single();
        SensorSample[] target = new SensorSample[50];
        void Play(int from, int to)
        {
            for (int i = from; i < to; i++) sensor.Read(At(i), target);
        }

        Play(0, 300);
        Assert.Equal(0, Allocation.Of(() => Play(300, 600)));
    }

    private string Record(IReadOnlyList<SensorDescription> sensors, Action<RecordingWriter> write)
    {
        string path = _files.At("recording.csv");
        using RecordingWriter writer = RecordingWriter.Create(path, sensors);
        write(writer);
        return path;
    }

    private static DateTimeOffset At(double seconds) => SensorReads.Epoch.AddSeconds(seconds);
}
