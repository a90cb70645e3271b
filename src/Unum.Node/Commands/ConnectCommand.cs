using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Unum.Kairos.Connectivity;
using Unum.Node.Reporting;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum sense connect</c>: which channels of a raw recording lock, by the measures that researchers use.</summary>
internal static class ConnectCommand
{
    public static Command Build()
    {
        Argument<string> input = new("input") { Description = "Raw recording: samples x channels, channel fastest." };
        Option<double> rate = new("--rate") { Description = "Samples per second.", Required = true, HelpName = "Hz" };
        Option<int> channels = new("--channels") { Description = "Channels.", Required = true, HelpName = "count" };
        Option<string> format = new("--format") { Description = "Number format, little endian: f32, f64 or i16.", DefaultValueFactory = _ => "f32" };
        format.AcceptOnlyFromAmong("f32", "f64", "i16");
        Option<string> band = new("--band") { Description = "Band in Hz, as LOW-HIGH.", Required = true, HelpName = "8-13" };
        Option<string> measures = new("--measures") { Description = $"Comma-separated: {string.Join(", ", ConnectivityMeasureNames.All)}, or all.", DefaultValueFactory = _ => "all" };
        Option<string?> names = new("--names") { Description = "Channel names, comma-separated; ch00, ch01, … without.", HelpName = "list" };
        Option<int> top = new("--top") { Description = "Pairs to show for each measure.", DefaultValueFactory = _ => 5 };
        Option<bool> json = new("--json") { Description = "One JSON object on standard output." };
        Command command = new("connect", "Connectivity between all channels of a recording: PLV, wPLI, coherence and more.")
        {
            input, rate, channels, format, band, measures, names, top, json,
        };
        command.SetAction((line, stopping) =>
        {
            (double low, double high) = Band(line.GetValue(band)!);
            if (!ConnectivityMeasureNames.TryParse(line.GetValue(measures)!, out ConnectivityMeasures wanted, out string? unknown))
            {
                throw new SettingsException($"--measures: there is no measure '{unknown}'; there are {string.Join(", ", ConnectivityMeasureNames.All)}.");
            }

            RecordingOptions options = new()
            {
                Channels = line.GetValue(channels),
                Rate = line.GetValue(rate),
                Low = low,
                High = high,
                Measures = wanted,
                Names = line.GetValue(names)?.Split(','),
                Top = line.GetValue(top),
            };
            RecordingConnectivity found = RecordingAnalysis.Analyze(Load(line.GetValue(input)!, line.GetValue(format)!), options, progress: null, stopping);
            Console.WriteLine(line.GetValue(json) ? AsJson(found) : AsText(found));
            return Task.FromResult(0);
        });
        return command;
    }

    private static (double Low, double High) Band(string text)
    {
        string[] ends = text.Split('-');
        if (ends.Length == 2
            && double.TryParse(ends[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double low)
            && double.TryParse(ends[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double high))
        {
            return (low, high);
        }

        throw new SettingsException($"--band must be LOW-HIGH in Hz, such as 8-13, not '{text}'.");
    }

    private static float[] Load(string path, string format)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int width = format switch { "f32" => sizeof(float), "f64" => sizeof(double), _ => sizeof(short) };
        if (bytes.Length == 0 || bytes.Length % width != 0) throw new InvalidDataException($"{path} holds {bytes.Length} bytes, which are not whole {format} numbers.");
        return format switch
        {
            "f32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "f64" => [.. MemoryMarshal.Cast<byte, double>(bytes).ToArray().Select(v => (float)v)],
            _ => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(v => (float)v)],
        };
    }

    private static string AsJson(RecordingConnectivity found) => JsonSerializer.Serialize(
        new
        {
            found.Channels,
            found.Samples,
            found.Pairs,
            found.Seconds,
            Measures = found.Measures.ToDictionary(m => m.Name, m => new
            {
                Mean = m.Mean,
                m.MeanMagnitude,
                Top = m.Top.Select(p => new { A = p.FirstName, B = p.SecondName, p.Value }),
            }, StringComparer.Ordinal),
        },
        Wire.Json);

    private static string AsText(RecordingConnectivity found) => string.Join(Environment.NewLine,
    [
        FormattableString.Invariant($"{found.Channels} channels, {found.Samples} samples ({found.Seconds:F1} s), {found.Pairs} pairs"),
        .. found.Measures.Select(m => FormattableString.Invariant($"{m.Name,-15} mean {m.Mean,8:F4}   ") + string.Join("  ", m.Top.Select(p => FormattableString.Invariant($"{p.FirstName}-{p.SecondName} {p.Value:F4}")))),
    ]);
}
