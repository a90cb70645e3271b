using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Replay;
using Unum.Node.Reporting;
using Unum.Node.Running;
using Unum.Node.Sensing;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum sense</c>: sensors and recordings without a mesh.</summary>
internal static class SenseCommand
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    public static Command Build() => new("sense", "Sensors and recordings: list, watch, record, replay, detect, connect.")
    {
        List(),
        Watch(),
        Record(),
        UpCommand.Replay(),
        Detect(),
        ConnectCommand.Build(),
    };

    private static Command List()
    {
        Option<bool> json = Json();
        Command command = new("list", "Every sensor of this computer, the absent ones with the reason.") { json };
        SettingsOptions options = new(command);
        command.SetAction(async (line, stopping) =>
        {
            UnumSettings settings = options.Read(line, Environment.GetEnvironmentVariables());
            await using SensorSet set = await SensorSet.OpenAsync(settings, TimeProvider.System, stopping);
            set.Read((_, _) => { });
            await Task.Delay(FirstLook, stopping);
            Dictionary<ISensor, double> latest = [];
            set.Read((sensor, samples) => latest[sensor] = samples[^1].Value);
            foreach (ISensor sensor in set.Sensors)
            {
                double? value = latest.TryGetValue(sensor, out double read) ? Wire.Number(read) : null;
                Console.WriteLine(line.GetValue(json)
                    ? JsonSerializer.Serialize(new { sensor.Description.Id, sensor.Description.Kind, sensor.Description.Unit, sensor.Description.RateHz, sensor.Description.Source, Status = Wire.Word(sensor.Health.Status), sensor.Health.Reason, Value = value }, Wire.Json)
                    : string.Create(CultureInfo.InvariantCulture, $"{sensor.Description.Id,-26} {Wire.Word(sensor.Health.Status),-7} {Shown(value, sensor),-18} {sensor.Health.Reason ?? sensor.Description.Source}"));
            }

            return 0;
        });
        return command;
    }

    private static Command Watch()
    {
        Argument<string[]> ids = new("sensor") { Description = "Only these; all when none is named.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> json = Json();
        Option<TimeSpan?> duration = For();
        Command command = new("watch", "Print samples as they come: a line a second and sensor; every sample with --json.") { ids, json, duration };
        SettingsOptions options = new(command);
        command.SetAction(async (line, stopping) =>
        {
            await using SensorSet set = await SensorSet.OpenAsync(options.Read(line, Environment.GetEnvironmentVariables()), TimeProvider.System, stopping);
            set.Keep(line.GetValue(ids)!);
            bool asJson = line.GetValue(json);
            Dictionary<ISensor, DateTimeOffset> shown = [];
            await set.PollAsync(PollEvery, line.GetValue(duration), (sensor, samples) =>
            {
                if (asJson)
                {
                    foreach (SensorSample s in samples)
                    {
                        Console.WriteLine(JsonSerializer.Serialize(new { Time = s.At, Sensor = sensor.Description.Id, s.Value, Encoded = PhaseReport.From(s.Encoded) }, Wire.Json));
                    }

                    return;
                }

                SensorSample last = samples[^1];
                if (shown.TryGetValue(sensor, out DateTimeOffset before) && last.At - before < TimeSpan.FromSeconds(1)) return;
                shown[sensor] = last.At;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{last.At:HH:mm:ss.f}  {sensor.Description.Id,-26} {Quantity.Text(last.Value, sensor.Description.Unit)}"));
            }, stopping);
            return 0;
        });
        return command;
    }

    private static Command Record()
    {
        Argument<string> file = new("file") { Description = "Recording to write." };
        Option<TimeSpan?> duration = For();
        Command command = new("record", "Write the samples of every sensor to a file that `sense replay` plays again.") { file, duration };
        SettingsOptions options = new(command);
        command.SetAction(async (line, stopping) =>
        {
            string path = line.GetValue(file)!;
            await using SensorSet set = await SensorSet.OpenAsync(options.Read(line, Environment.GetEnvironmentVariables()), TimeProvider.System, stopping);
            set.KeepLive();
            using RecordingWriter writer = RecordingWriter.Create(path, [.. set.Sensors.Select(s => s.Description)]);
            long told = 0;
            await set.PollAsync(PollEvery, line.GetValue(duration), (sensor, samples) =>
            {
                writer.Write(set.IndexOf(sensor), samples);
                if (writer.Rows / 1000 == told) return;
                told = writer.Rows / 1000;
                writer.Flush();
                Console.Error.Write(FormattableString.Invariant($"\r{writer.Rows} samples of {set.Sensors.Length} sensors"));
            }, stopping);
            await Console.Error.WriteLineAsync(FormattableString.Invariant($"\r{writer.Rows} samples of {set.Sensors.Length} sensors in {path}"));
            return 0;
        });
        return command;
    }

    private static Command Detect()
    {
        Argument<string> input = new("input") { Description = "CSV file of timestamp,value, or a folder of them." };
        Option<string> output = new("--out") { Description = "File, or folder, for timestamp,value,anomaly_score.", Required = true, HelpName = "OUT" };
        Option<bool> json = Json();
        Command command = new("detect", "Score how strange each row of a time series is, knowing only the rows before it.") { input, output, json };
        command.SetAction(async (line, stopping) =>
        {
            DetectionLine progress = new(Console.Error, show: !Console.IsErrorRedirected);
            DetectionSummary done = await CsvDetection.RunAsync(line.GetValue(input)!, line.GetValue(output)!, progress, stopping);
            progress.End();
            foreach (string remark in done.Remarks) await Console.Error.WriteLineAsync(remark);
            await Console.Out.WriteLineAsync(line.GetValue(json)
                ? JsonSerializer.Serialize(done, Wire.Json)
                : FormattableString.Invariant($"{done.Files} files, {done.Rows} rows scored, {done.Alarms} alarms; {done.RowsWithoutValue} rows without a value, {done.RowsSkipped} unreadable, {done.FilesRefused} files refused"));
            return done.FilesRefused == 0 ? 0 : 1;
        });
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "JSON on standard output." };

    private static Option<TimeSpan?> For() => new("--for") { Description = "Stop by itself after this time: 500ms, 20s, 5m, 1h.", CustomParser = Duration.FromOption, HelpName = "time" };

    private static string Shown(double? value, ISensor sensor) =>
        value is { } v ? Quantity.Text(v, sensor.Description.Unit) : "";
}
