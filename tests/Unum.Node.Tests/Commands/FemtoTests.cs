using System.Diagnostics;
using System.Text.Json;
using Unum.Node.Tests.Processes;
using Unum.Tests;

namespace Unum.Node.Tests.Commands;

/// <summary>`unum femto` as scripts use it.</summary>
public sealed class FemtoTests
{
    private static readonly string Readme = Path.Combine(Repository.Root, "LICENSE");

    [Fact]
    public async Task A_file_is_compressed_and_restored()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        string small = Path.Combine(folder, "small"), back = Path.Combine(folder, "back");

        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("femto", "compress", Readme, small, "--json");

        Assert.True(code == 0, errors);
        JsonElement report = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(new FileInfo(Readme).Length, report.GetProperty("bytes_in").GetInt64());
        Assert.Equal(new FileInfo(small).Length, report.GetProperty("bytes_out").GetInt64());
        Assert.InRange(report.GetProperty("bits_per_byte").GetDouble(), .1, 7);
        Assert.InRange(report.GetProperty("model_bytes").GetInt64(), 1_000_000, 4_000_000);
        Assert.True(report.GetProperty("seconds").GetDouble() > 0);

        (code, _, errors) = await UnumProgram.RunAsync("femto", "expand", small, back);

        Assert.True(code == 0, errors);
        Assert.Equal(await File.ReadAllBytesAsync(Readme, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_strangest_line_of_a_log_is_found()
    {
        string log = Path.Combine(Directory.CreateTempSubdirectory("unum-test-").FullName, "log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 400).Select(static i => i == 333 ? "panic: the disk has gone" : FormattableString.Invariant($"12:{i / 60 % 60:00}:{i % 60:00} worker {i % 7} done in {20 + (i * 13 % 9)} ms")), TestContext.Current.CancellationToken);

        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("femto", "anomalies", log, "--top", "3", "--json");

        Assert.True(code == 0, errors);
        JsonElement found = JsonDocument.Parse(lines[0]).RootElement.GetProperty("anomalies");
        Assert.Equal(3, found.GetArrayLength());
        Assert.Equal(334, found[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task What_is_no_compressed_file_is_refused_and_leaves_nothing_behind()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;

        (int code, _, string errors) = await UnumProgram.RunAsync("femto", "expand", Readme, Path.Combine(folder, "back"));

        Assert.Equal(2, code);
        Assert.Contains("uFEM", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task Score_prints_bits_per_byte_and_speed()
    {
        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("femto", "score", Readme, "--json");

        Assert.True(code == 0, errors);
        JsonElement report = JsonDocument.Parse(lines[0]).RootElement;
        Assert.InRange(report.GetProperty("bits_per_byte").GetDouble(), .1, 7);
        Assert.True(report.GetProperty("bytes_per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task A_trained_mind_scores_completes_and_classifies()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        string mind = Path.Combine(folder, "licence.femto");

        (int code, _, string errors) = await UnumProgram.RunAsync("femto", "train", Readme, "--out", mind);
        Assert.True(code == 0, errors);

        (code, string[] lines, errors) = await UnumProgram.RunAsync("femto", "score", Readme, "--model", mind, "--frozen", "--json");
        Assert.True(code == 0, errors);
        Assert.InRange(JsonDocument.Parse(lines[0]).RootElement.GetProperty("bits_per_byte").GetDouble(), .001, 1.5);

        string[] speak = ["femto", "complete", "--model", mind, "--prompt", "THE SOFTWARE ", "--bytes", "7", "--temperature", "0.1", "--seed", "1"];
        (code, lines, errors) = await UnumProgram.RunAsync(speak);
        Assert.True(code == 0, errors);
        Assert.Equal(7, lines[0].Length);
        (_, string[] again, _) = await UnumProgram.RunAsync(speak);
        Assert.Equal(lines, again);

        (code, lines, errors) = await UnumProgram.RunAsync("femto", "classify", "--among", folder, Readme, "--json");
        Assert.True(code == 0, errors);
        Assert.Equal("licence", JsonDocument.Parse(lines[0]).RootElement.GetProperty("label").GetString());
    }

    [Fact]
    public async Task A_cube_is_trained_scores_speaks_and_compresses_on_two_threads()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        string mind = Path.Combine(folder, "cube"), small = Path.Combine(folder, "small"), back = Path.Combine(folder, "back");

        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("femto", "train", Readme, "--out", mind, "--cube", "--threads", "2", "--json");
        Assert.True(code == 0, errors);
        Assert.InRange(JsonDocument.Parse(lines[0]).RootElement.GetProperty("model_bytes").GetInt64(), 30_000_000, 9 * (4 << 20));

        (code, lines, errors) = await UnumProgram.RunAsync("femto", "score", Readme, "--model", mind, "--frozen", "--json");
        Assert.True(code == 0, errors);
        Assert.InRange(JsonDocument.Parse(lines[0]).RootElement.GetProperty("bits_per_byte").GetDouble(), .001, 1.5);

        (code, lines, errors) = await UnumProgram.RunAsync("femto", "complete", "--model", mind, "--prompt", "THE SOFTWARE ", "--bytes", "7", "--temperature", "0.1");
        Assert.True(code == 0, errors);
        Assert.Equal(7, lines[0].Length);

        Assert.Equal(0, (await UnumProgram.RunAsync("femto", "compress", Readme, small, "--cube", "--threads", "2")).Code);
        Assert.Equal(0, (await UnumProgram.RunAsync("femto", "expand", small, back, "--threads", "1")).Code);
        Assert.Equal(await File.ReadAllBytesAsync(Readme, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Interrupted_it_leaves_nothing_behind()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        string large = Path.Combine(folder, "large"), small = Path.Combine(folder, "small");
        byte[] noise = new byte[20_000_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(large, noise, TestContext.Current.CancellationToken);
        await using UnumProgram program = UnumProgram.Start(folder, ["femto", "compress", large, small]);
        while (!File.Exists(small + ".part")) await Task.Delay(20, TestContext.Current.CancellationToken);

        program.Interrupt();

        Assert.Equal(1, await program.WaitForExitAsync());
        Assert.Contains("stopped", program.Errors, StringComparison.Ordinal);
        Assert.Equal([large], Directory.GetFiles(folder));
    }

    /// <summary>One thing learned on a processor with wide vectors and on one without any is the same to the last bit.</summary>
    [Fact]
    public async Task Whatever_the_processor_the_same_is_learned()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        List<byte[]> minds = [];
        foreach (string switched in (string[])["UNUSED", "DOTNET_EnableAVX512", "DOTNET_EnableHWIntrinsic"])
        {
            string mind = Path.Combine(folder, switched);
            ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "unum.dll"), "femto", "train", Readme, "--out", mind]) { UseShellExecute = false, RedirectStandardOutput = true };
            start.Environment[switched] = "0";
            using Process process = Process.Start(start)!;
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            minds.Add(await File.ReadAllBytesAsync(mind, TestContext.Current.CancellationToken));
        }

        Assert.Equal(minds[0], minds[1]);
        Assert.Equal(minds[0], minds[2]);
    }
}
