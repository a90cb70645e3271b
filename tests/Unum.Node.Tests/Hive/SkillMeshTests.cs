using System.Text;
using System.Text.Json;
using Unum.Femto.Births;
using Unum.Hive.Identity;
using Unum.Hive.Skills;
using Unum.Hive.Trials;
using Unum.Node.Tests.Processes;
using Unum.Tests;
using static Unum.Node.Tests.Hive.HiveProcesses;

namespace Unum.Node.Tests.Hive;

/// <summary>Skills between real processes.</summary>
public sealed class SkillMeshTests
{
    [Fact]
    public async Task What_one_process_learned_of_a_text_another_reads_with_also_after_it_was_killed_and_lies_are_refused()
    {
        SkillText sensors = SkillText.FromFiles("sensors", Repository.At("data/nab/realKnownCause"), "*.csv", 1)!;
        string heldOut = Encoding.UTF8.GetString(sensors.Test.AsSpan(0, 16_000)), own = Encoding.UTF8.GetString(DefaultBirth.Text().AsSpan()[^16_000..]);
        string left = await FolderAsync(), right = await FolderAsync();
        int a = UnumProgram.FreePort(), b = UnumProgram.FreePort();
        using HttpClient toA = Client(a), toB = Client(b);
        await using UnumProgram first = UnumProgram.Start(left, Up("left", a));
        await first.WaitForBeatAsync(static _ => true, "left's first beat");
        UnumProgram second = UnumProgram.Start(right, Up("right", b, join: a));
        await second.WaitForBeatAsync(static _ => true, "right's first beat");
        (double ownBefore, double textBefore) = (Bits(await ScoreAsync(toB, own)), Bits(await ScoreAsync(toB, heldOut)));

        JsonElement learned = await PostAsync(toA, "hive/skills", new { name = "sensors", text = Encoding.UTF8.GetString(sensors.Train.AsSpan(0, 100_000)) });
        Assert.Equal(512, learned.GetProperty("bytes").GetInt32());
        string cid = learned.GetProperty("cid").GetString()!;
        await UntilAsync(async () => await SkillsAsync(toB) is [var only] && only.GetProperty("cid").GetString() == cid && only.GetProperty("name").GetString() == "sensors", "right have the skill and its name");
        JsonElement score = await ScoreAsync(toB, heldOut);
        Assert.InRange(textBefore - Bits(score), 4, 8);
        Assert.Equal(textBefore, score.GetProperty("own").GetDouble());
        Assert.InRange(score.GetProperty("skills")[0].GetProperty("belief").GetDouble(), .9, 1);
        Assert.InRange(Bits(await ScoreAsync(toB, own)) - ownBefore, -.01, .01);

        byte[] parcel = await toB.GetByteArrayAsync("hive/skills/" + cid, TestContext.Current.CancellationToken), forged = [.. parcel], replay = [.. parcel];
        forged[^1] ^= 1;
        foreach ((byte[] bytes, string reason) in ((byte[], string)[])[(forged, "bad_signature"), (parcel[..200], "malformed"), (Noise(SkillDelta.Read(parcel.AsSpan(HiveKey.PublicLength))), "does_not_help")])
        {
            (int status, JsonElement problem) = await DeltaAsync(toA, bytes);
            Assert.Equal((422, "refused: " + reason), (status, problem.GetProperty("title").GetString()));
            Assert.Equal(reason, (await GetAsync(toA, "hive/refusals?frame=skill")).GetProperty("refusals")[0].GetProperty("reason").GetString());
        }

        Assert.Equal(202, (await DeltaAsync(toA, replay)).Status); // what it has is no news, and no lie

        second.Kill();
        await second.DisposeAsync();
        await using UnumProgram again = UnumProgram.Start(right, Up("right", b)); // alone: what it knows is its own
        await again.WaitForBeatAsync(static _ => true, "right come back");
        Assert.Equal(cid, Assert.Single(await SkillsAsync(toB)).GetProperty("cid").GetString());
        Assert.Equal(score.GetProperty("with_skills").GetDouble(), Bits(await ScoreAsync(toB, heldOut)));
    }

    [Fact]
    public async Task The_commands_learn_list_and_score_against_a_running_node()
    {
        string folder = await FolderAsync();
        int port = UnumProgram.FreePort();
        await using UnumProgram node = UnumProgram.Start(folder, Up("node", port));
        await node.WaitForBeatAsync(static _ => true, "the first beat");
        string url = Client(port).BaseAddress!.ToString(), csv = Repository.At("data/nab/realKnownCause/nyc_taxi.csv");

        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("hive", "learn", "taxi", csv, "--budget", "4096", "--url", url, "--json");
        Assert.True(code == 0, errors);
        Assert.Contains("\"bytes\":4096", lines[0], StringComparison.Ordinal);
        (code, lines, errors) = await UnumProgram.RunAsync("hive", "skills", "--url", url);
        Assert.True(code == 0 && lines[0].Contains("taxi", StringComparison.Ordinal), errors);
        (code, lines, errors) = await UnumProgram.RunAsync("hive", "score", csv, "--url", url, "--json");
        Assert.True(code == 0, errors);
        using JsonDocument score = JsonDocument.Parse(lines[0]);
        Assert.InRange(score.RootElement.GetProperty("with_skills").GetDouble(), .5, 3);
        (code, _, errors) = await UnumProgram.RunAsync("hive", "learn", "program", Path.Combine(AppContext.BaseDirectory, "unum.dll"), "--url", url);
        Assert.Equal(2, code);
        Assert.Contains("UTF-8", errors, StringComparison.Ordinal);
        (code, _, errors) = await UnumProgram.RunAsync("hive", "learn", "taxi", csv, "--budget", "700", "--url", url);
        Assert.Equal(2, code);
        Assert.Contains("512 or 4096", errors, StringComparison.Ordinal);
    }

    /// <summary>Numbers without sense under the name of a skill, signed as they should be.</summary>
    private static byte[] Noise(SkillDelta good)
    {
        using HiveKey stranger = HiveKey.Create();
        sbyte[] z = [.. good.Z.ToArray().Select(static (_, i) => (sbyte)(i % 2 == 0 ? 127 : -127))];
        return [.. stranger.Public.Span, .. (good with { Author = stranger.Author, Z = z, Gain = (Half)60 }).Sign(stranger)];
    }

    private static Task<JsonElement> ScoreAsync(HttpClient node, string text) => PostAsync(node, "hive/score", new { text });

    private static double Bits(JsonElement score) => score.GetProperty("with_skills").GetDouble();

    private static async Task<JsonElement[]> SkillsAsync(HttpClient node) => [.. (await GetAsync(node, "hive/skills")).GetProperty("skills").EnumerateArray()];
}
