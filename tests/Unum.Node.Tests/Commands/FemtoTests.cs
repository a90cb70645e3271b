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
}
