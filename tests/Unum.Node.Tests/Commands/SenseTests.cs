using System.Text.Json;
using Unum.Node.Tests.Processes;
using Unum.Tests;

namespace Unum.Node.Tests.Commands;

/// <summary>`unum sense` as scripts use it, on this computer's own sensors and on published recordings.</summary>
public sealed class SenseTests
{
    [Fact]
    public async Task List_names_the_vitals_and_says_why_the_rest_is_absent()
    {
        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("sense", "list", "--json");

        Assert.True(code == 0, errors);
        JsonElement[] sensors = [.. lines.Select(l => JsonDocument.Parse(l).RootElement)];
        foreach (string vital in new[] { "cpu", "memory", "load", "interrupts" })
        {
            JsonElement sensor = sensors.Single(s => s.GetProperty("id").ValueEquals(vital));
            Assert.Equal("live", sensor.GetProperty("status").GetString());
            Assert.Equal(JsonValueKind.Number, sensor.GetProperty("value").ValueKind);
        }

        Assert.All(sensors.Where(s => s.GetProperty("status").ValueEquals("absent")), s => Assert.Equal(JsonValueKind.String, s.GetProperty("reason").ValueKind));
    }

    [Fact]
    public async Task What_was_recorded_is_replayed()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("unum-test-").FullName, "day.csv");
        (int code, _, string errors) = await UnumProgram.RunAsync("sense", "record", file, "--sensors", "synthetic:tone?hz=2&rate=50&id=hum", "host:cpu", "--for", "3s");
        Assert.True(code == 0, errors);
        Assert.True((await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length > 100, "Fifty samples a second for three seconds.");

        await using UnumProgram replay = UnumProgram.Start("sense", "replay", file, "--json", "--port", UnumProgram.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture));

        await replay.WaitForBeatAsync(
            b => b.GetProperty("sensors").EnumerateArray().Any(s => s.GetProperty("id").ValueEquals("hum") && s.GetProperty("coherence").GetDouble() > 0.5),
            "the recorded hum be coherent again");
    }

    [Fact]
    public async Task Watch_prints_every_sample_as_json()
    {
        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("sense", "watch", "cpu", "--json", "--for", "2s");

        Assert.True(code == 0, errors);
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.Equal("cpu", JsonDocument.Parse(l).RootElement.GetProperty("sensor").GetString()));
    }

    [Fact]
    public async Task Detect_scores_a_published_series()
    {
        string output = Path.Combine(Directory.CreateTempSubdirectory("unum-test-").FullName, "out.csv");
        string input = Path.Combine(Repository.Root, "data", "nab", "realKnownCause", "nyc_taxi.csv");

        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("sense", "detect", input, "--out", output, "--json");

        Assert.True(code == 0, errors);
        Assert.Equal(10_320, JsonDocument.Parse(lines[0]).RootElement.GetProperty("rows").GetInt64());
        string[] rows = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Assert.Equal("timestamp,value,anomaly_score", rows[0]);
        Assert.Equal(10_321, rows.Length);
    }

    [Fact]
    public async Task Connect_finds_what_is_published_for_the_eeg_recording()
    {
        (int code, string[] lines, string errors) = await UnumProgram.RunAsync(
            "sense", "connect", Path.Combine(Repository.Root, "data", "eeg", "eeglab_data.fdt"), "--rate", "128", "--channels", "32", "--format", "f32",
            "--band", "8-13", "--measures", "plv,ciplv,ppc,pli,wpli,wpli2_debiased,coh,imcoh", "--json");

        Assert.True(code == 0, errors);
        JsonElement measures = JsonDocument.Parse(lines[0]).RootElement.GetProperty("measures");
        Assert.Equal(0.4922, measures.GetProperty("plv").GetProperty("mean").GetDouble(), 4);
        Assert.Equal(0.4333, measures.GetProperty("wpli").GetProperty("mean").GetDouble(), 4);
        Assert.Equal(0.2326, measures.GetProperty("pli").GetProperty("mean").GetDouble(), 4);
        Assert.Equal(0.9460, measures.GetProperty("plv").GetProperty("top")[0].GetProperty("value").GetDouble(), 4);
        Assert.Equal(8, measures.EnumerateObject().Count());
    }
}
