using System.Net.Http.Headers;
using System.Text.Json;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Hive.Skills;
using Unum.Node.Tests.Konomi;
using Unum.Node.Tests.Processes;

namespace Unum.Node.Tests.Hive;

/// <summary>A living node whose hive has a charter, and the commands that make one.</summary>
public sealed class CharterNodeTests
{
    private const int BlockHead = 14 + Digest256.Length + 4; // "unum basin v1\n", charter, count

    [Fact]
    public async Task A_flood_of_fresh_keys_moves_what_a_founder_said_by_no_more_than_their_shared_budget()
    {
        using HiveKey founder = HiveKey.Create();
        string charter = await CharterAsync("--founder", founder.Author.ToString());
        (float[][] before, float[][] after) = await FloodAsync(charter, founder);
        (float[][] openBefore, float[][] openAfter) = await FloodAsync(null, founder);
        // All newcomers together weigh a sixteenth of the founder; the lies are a chord of sqrt 2 away. A 4-bit weight rounds by a sixteenth of the largest.
        for (int i = 0; i < before.Length; i++) Assert.InRange(Chord(before[i], after[i]), 0, (Math.Sqrt(2) / 16) + .07);
        Assert.Contains(Enumerable.Range(0, openBefore.Length), i => Chord(openBefore[i], openAfter[i]) > .5); // what the charter is for
    }

    [Fact]
    public async Task An_author_who_is_not_on_the_list_is_refused_with_concepts_and_with_skills()
    {
        using HiveKey founder = HiveKey.Create(), author = HiveKey.Create(), stranger = HiveKey.Create();
        KonomiNode node = new() { HiveCharter = await CharterAsync("--founder", founder.Author.ToString(), "--author", author.Author.ToString()) };
        await node.InitializeAsync();
        Assert.Equal(202, (await DeltaAsync(node, Delta(founder, 3))).Status);
        Assert.Equal(202, (await DeltaAsync(node, Delta(author, 3))).Status);
        foreach (byte[] parcel in (byte[][])[Delta(stranger, 3), Skill(stranger)])
        {
            (int status, JsonElement problem) = await DeltaAsync(node, parcel);
            Assert.Equal((422, "refused: author_not_allowed"), (status, problem.GetProperty("title").GetString()));
        }

        Assert.Equal(202, (await DeltaAsync(node, Skill(author))).Status);

        // A node without the charter is told so.
        KonomiNode other = new() { Join = [new Uri(FormattableString.Invariant($"ws://127.0.0.1:{node.Port + 2}/mesh"))] };
        await other.InitializeAsync();
        await HiveProcesses.UntilAsync(
            async () => (await other.GetAsync("hive")).Body.GetProperty("peers").EnumerateArray().Any(static p => p.GetProperty("error").GetString() == "The sender's hive has another charter."), "the other be told why");
        await other.DisposeAsync();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task The_commands_say_what_is_wrong()
    {
        string folder = Directory.CreateTempSubdirectory("unum-charter-").FullName, to = Path.Combine(folder, "charter"), bad = Path.Combine(folder, "bad");
        await File.WriteAllTextAsync(bad, "{\"concept\":\"a\",\"text\":\"some words\"}\nnonsense\n", TestContext.Current.CancellationToken);
        (string[] Line, string Says)[] cases =
        [
            (["hive", "charter", "--out", to], "--founder"), (["hive", "charter", "--founder", "zz", "--out", to], "sixteen"), (["hive", "charter", "--panel", bad, "--out", to], "line 2"),
            (["up", "--hive-charter", bad, "--nodes", "1"], "not a file of charters"),
        ];
        foreach ((string[] line, string says) in cases)
        {
            (int code, _, string errors) = await UnumProgram.RunAsync(line);
            Assert.Equal(2, code);
            Assert.Contains(says, errors, StringComparison.OrdinalIgnoreCase);
        }

        string[] first = (await UnumProgram.RunAsync("hive", "id", "--data", folder)).Lines, again = (await UnumProgram.RunAsync("hive", "id", "--data", folder)).Lines;
        Assert.Equal(first, again);
        Assert.True(AuthorId.TryParse(Assert.Single(first), out _));
        await File.WriteAllLinesAsync(bad, Enumerable.Range(0, 40).Select(static i => JsonSerializer.Serialize(new { concept = "kind " + (i % 4), vector = Enumerable.Range(0, 64).Select(k => k % 4 == i % 4 ? 9 : 1) })), TestContext.Current.CancellationToken);
        (int done, string[] lines, string trouble) = await UnumProgram.RunAsync("hive", "charter", "--panel", bad, "--founder", first[0], "--out", to);
        Assert.True(done == 0, trouble);
        Assert.Contains("40 vectors", lines[0], StringComparison.Ordinal);
        Assert.NotNull(Unum.Node.Hive.HivePlace.Charters(to)[0].Panel);
    }

    private static async Task<string> CharterAsync(params string[] who)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("unum-charter-").FullName, "charter");
        (int code, _, string errors) = await UnumProgram.RunAsync(["hive", "charter", .. who, "--out", file]);
        Assert.True(code == 0, errors);
        return file;
    }

    /// <summary>The modes of a node's basin before and after twenty fresh keys say something else of each.</summary>
    private static async Task<(float[][] Before, float[][] After)> FloodAsync(string? charter, HiveKey founder)
    {
        KonomiNode node = new() { HiveCharter = charter };
        await node.InitializeAsync();
        Assert.Equal(202, (await DeltaAsync(node, Delta(founder, 3))).Status);
        float[][] before = await ModesAsync(node);
        for (int i = 0; i < 20; i++)
        {
            using HiveKey fresh = HiveKey.Create();
            await DeltaAsync(node, Delta(fresh, 40));
        }

        float[][] after = await ModesAsync(node);
        await node.DisposeAsync();
        Assert.Equal(4, before.Length);
        return (before, after);
    }

    private static async Task<float[][]> ModesAsync(KonomiNode node)
    {
        string basin = (await node.GetAsync("hive")).Body.GetProperty("basin").GetString()!;
        byte[] block = await node.Http.GetByteArrayAsync($"ipfs/{basin}?format=raw", TestContext.Current.CancellationToken);
        return [.. block[BlockHead..].Chunk(ModeRecord.Length).Select(static m =>
        {
            float[] psi = new float[VectorFrame.Size];
            ModeRecord.Read(m).Direction.Expand(psi, ModeForm.Dense);
            return psi;
        })];
    }

    private static double Chord(float[] a, float[] b) => 2 * Math.Sin(FisherSphere.Angle(a, b) / 2);

    /// <summary>Four concepts, each of a few coordinates from a place on.</summary>
    private static byte[] Delta(HiveKey key, int place)
    {
        ModeRecord[] modes = [.. Enumerable.Range(0, 4).Select(k =>
        {
            float[] psi = new float[VectorFrame.Size];
            for (int i = 0; i < 4; i++) psi[place + (4 * k) + i] = 1;
            FisherSphere.Normalise(psi);
            return new ModeRecord(ModeId.Of(ModeId.ConceptOf(FormattableString.Invariant($"concept {k}")), 0), Evidence.Code(50), 240, ModeDirection.Of(psi, ModeForm.Dense));
        }).OrderBy(static m => m.Id)];
        return [.. key.Public.Span, .. new BasinDelta(ModeForm.Dense, default, key.Author, 1, 12, modes, []).Sign(key)];
    }

    private static byte[] Skill(HiveKey key) =>
        [.. key.Public.Span, .. new SkillDelta(SkillDelta.NameOf(Unum.Femto.Core.BirthCore.Load()), key.Author, 1, 12, 16, 1, (Half).01, (Half)1, new sbyte[256]).Sign(key)];

    private static async Task<(int Status, JsonElement Body)> DeltaAsync(KonomiNode node, byte[] parcel)
    {
        using ByteArrayContent content = new(parcel);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await node.PostAsync("hive/deltas", content);
    }
}
