using System.Globalization;
using System.Text.Json;
using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.Trials;
using Unum.Node.Hive;
using Unum.Node.Tests.Processes;
using Unum.Tests;

namespace Unum.Node.Tests.Hive;

/// <summary>What <c>unum hive demo</c> keeps, through the commands as a person types them: each a process of its own.</summary>
public sealed class HistoryCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unum-history-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_the_demonstration_said_can_be_listed_shown_compared_verified_exported_and_collected()
    {
        using (DemonstrationHistory history = DemonstrationHistory.Open(Path.Combine(_folder, "data")))
        {
            TransferTrial.Run(DataSets.Digits(Repository.At("data/digits/digits.csv"), 3), 3, 3, history.Transfers);
            TransferTrial.Run(DataSets.Digits(Repository.At("data/digits/digits.csv"), 3), 3, 3, history.Transfers); // kept once
        }

        JsonElement log = await JsonAsync("hive", "log", "--json");
        string head = Assert.Single(log.GetProperty("heads").EnumerateArray().Select(h => h.GetString()!));
        JsonElement[] versions = [.. log.GetProperty("versions").EnumerateArray()];
        Assert.Equal(5, versions.Length);
        Assert.Equal(head, versions[0].GetProperty("cid").GetString());

        JsonElement shown = await JsonAsync("hive", "show", head, "--json");
        Assert.Equal(("version", 2), (shown.GetProperty("kind").GetString(), shown.GetProperty("version").GetProperty("parents").GetArrayLength()));
        JsonElement basin = await JsonAsync("hive", "show", versions[0].GetProperty("basin").GetString()!, "--json");
        Assert.Equal(("basin", 4096, "digits", 30), (basin.GetProperty("kind").GetString(), basin.GetProperty("bytes").GetInt32(), basin.GetProperty("tag").GetString(), basin.GetProperty("modes").GetArrayLength()));

        JsonElement difference = await JsonAsync("hive", "diff", versions[^1].GetProperty("cid").GetString()!, head, "--json");
        Assert.Equal((0, 3), (difference.GetProperty("only_first").GetArrayLength(), difference.GetProperty("only_second").GetArrayLength()));

        JsonElement verified = (await JsonAsync("hive", "verify", head, "--json")).GetProperty("heads")[0];
        Assert.Equal((true, 5, 4, 9), (verified.GetProperty("sound").GetBoolean(), verified.GetProperty("versions").GetInt32(), verified.GetProperty("deltas").GetInt32(), verified.GetProperty("signatures").GetInt32()));

        JsonElement exported = await JsonAsync("hive", "export", head, "--json");
        Assert.Equal(exported.GetProperty("bytes").GetInt64(), new FileInfo(Path.Combine(_folder, head + ".car")).Length);

        JsonElement collected = await JsonAsync("hive", "gc", versions[1].GetProperty("cid").GetString()!, "--json");
        Assert.True(collected.GetProperty("dropped").GetInt32() > 0);
        Assert.Equal(versions[1].GetProperty("cid").GetString(), Assert.Single((await JsonAsync("hive", "log", "--json")).GetProperty("heads").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Without_a_store_a_wrong_name_or_a_sound_block_the_commands_say_so()
    {
        (int code, _, string errors) = await RunAsync("hive", "log");
        Assert.Equal(2, code);
        Assert.Contains("hive demo", errors, StringComparison.Ordinal);

        string blocks = HivePlace.Blocks(Path.Combine(_folder, "data"));
        Cid kept;
        using (FileContentStore store = FileContentStore.Open(blocks)) kept = store.Put(CidCodec.Raw, "something of no kind"u8);
        (code, _, errors) = await RunAsync("hive", "show", "nonsense");
        Assert.True(code == 2 && errors.Contains("CIDv1", StringComparison.Ordinal), errors);
        (code, _, errors) = await RunAsync("hive", "gc");
        Assert.True(code == 2 && errors.Contains("nothing was dropped", StringComparison.Ordinal), errors);
        Assert.Equal("raw", (await JsonAsync("hive", "show", kept.ToString(), "--json")).GetProperty("kind").GetString());

        string pack = Directory.EnumerateFiles(blocks, "*.pack").Single();
        byte[] bytes = await File.ReadAllBytesAsync(pack, TestContext.Current.CancellationToken);
        bytes[^1] ^= 4;
        await File.WriteAllBytesAsync(pack, bytes, TestContext.Current.CancellationToken);
        (code, string[] lines, _) = await RunAsync("hive", "verify");
        Assert.Equal(1, code);
        Assert.Contains(lines, l => l.Contains(string.Create(CultureInfo.InvariantCulture, $"the block {kept}"), StringComparison.Ordinal));
    }

    private async Task<JsonElement> JsonAsync(params string[] args)
    {
        (int code, string[] lines, string errors) = await RunAsync(args);
        Assert.True(code == 0, errors);
        using JsonDocument json = JsonDocument.Parse(Assert.Single(lines));
        return json.RootElement.Clone();
    }

    private async Task<(int Code, string[] Lines, string Errors)> RunAsync(params string[] args)
    {
        await using UnumProgram program = UnumProgram.Start(_folder, args);
        return (await program.WaitForExitAsync(), [.. program.Output], program.Errors);
    }
}
