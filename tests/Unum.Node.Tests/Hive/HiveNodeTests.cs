using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Unum.Femto.Core;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Skills;
using Unum.Node.Hive;
using Unum.Node.Tests.Konomi;

namespace Unum.Node.Tests.Hive;

/// <summary>The hive's calls of one node.</summary>
public sealed class HiveNodeTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    [Fact]
    public async Task A_text_without_any_known_word_is_answered_with_what_to_do()
    {
        (int status, JsonElement problem) = await node.PostAsync("hive/recognise", new { text = "nobody has said anything" });
        Assert.Equal(422, status);
        Assert.Contains("/hive/observe", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        foreach ((string concept, string text) in ((string, string)[])[("weather", "rain and wind, clouds over the hills, thunder"), ("kitchen", "bread with butter, a pan of soup, salt")])
        {
            for (int i = 0; i < 4; i++) Assert.Equal(200, (await node.PostAsync("hive/observe", new { concept, text })).Status);
        }

        Assert.Equal(200, (await node.PostAsync("hive/share", new { })).Status);
        (status, JsonElement answer) = await node.PostAsync("hive/recognise", new { text = "butter and bread" });
        Assert.Equal((200, "kitchen"), (status, answer.GetProperty("concept").GetString()));
        Assert.Equal(422, (await node.PostAsync("hive/recognise", new { text = "zyxwv qqqj" })).Status);
    }

    [Fact]
    public async Task What_a_node_says_of_itself_is_measured()
    {
        JsonElement hive = (await node.GetAsync("hive")).Body;
        Assert.InRange(hive.GetProperty("capacity").GetInt32(), 12, 40);
        Assert.InRange(hive.GetProperty("availability").GetDouble(), .004, 1);
    }

    [Fact]
    public async Task A_second_lesson_is_told_to_come_again_and_one_whose_caller_left_ends()
    {
        await using HiveService hive = HiveService.Open(null, "learner", TimeProvider.System);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(static i => FormattableString.Invariant($"{i * i},"))));
        using CancellationTokenSource caller = new();
        Task first = hive.LearnSkillAsync("squares", text, SkillLesson.SmallBudget, caller.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => hive.LearnSkillAsync("squares", text, SkillLesson.SmallBudget, CancellationToken.None));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Empty(hive.Skills.All);
        await Assert.ThrowsAsync<ArgumentException>(() => hive.LearnSkillAsync("squares", text[..100], SkillLesson.SmallBudget, CancellationToken.None)); // the turn was given back
    }

    [Fact]
    public async Task Whoever_watches_hears_of_skills()
    {
        await using HiveService hive = HiveService.Open(null, "watched", TimeProvider.System);
        List<string> heard = [];
        using IDisposable watch = hive.Watch(happened => heard.Add(JsonSerializer.Serialize(happened, Reporting.Wire.Json)));
        byte[] parcel = Skill();
        hive.Skills.Receive(parcel);
        hive.Skills.Receive(parcel); // known
        parcel[^1] ^= 1;
        hive.Skills.Receive(parcel);
        Assert.Equal(2, heard.Count);
        Assert.Contains("\"kind\":\"skill_accepted\"", heard[0], StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"bad_signature\"", heard[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Random_and_mutated_bytes_at_every_door_are_refused_with_words_and_never_with_a_servers_error()
    {
        byte[] skill = Skill(), gossip = HiveExchange.Pack([new GossipMessage(GossipKind.Want, 1, default).Write()]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            (string path, byte[] good) = random.Next(5) switch
            {
                0 => ("hive/gossip", gossip),
                1 => ("hive/score", Encoding.UTF8.GetBytes("{\"text\":\"once upon a time\"}")),
                2 => ("hive/skills", Encoding.UTF8.GetBytes("{\"name\":\"tales\",\"text\":\"once upon a time\",\"budget\":512}")),
                _ => ("hive/deltas", skill),
            };
            byte[] body = [.. good];
            if (random.Next(8) == 0) random.NextBytes(body = new byte[random.Next(5000)]);
            for (int i = random.Next(0, 3); i > 0 && body.Length > 0; i--) body[random.Next(body.Length)] = (byte)random.Next(256);
            if (random.Next(5) == 0) Array.Resize(ref body, random.Next(body.Length + 40));
            using ByteArrayContent content = new(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(path is "hive/gossip" or "hive/deltas" ? "application/octet-stream" : "application/json");
            (int status, JsonElement answer) = node.PostAsync(path, content).GetAwaiter().GetResult();
            Assert.True(status is 200 or 202 or 400 or 413 or 422, FormattableString.Invariant($"{path} was answered {status}: {answer}"));
            if (status >= 400) Assert.NotEmpty(answer.GetProperty("detail").GetString()!);
            return true;
        }));
    }

    [Fact]
    public void Availability_is_the_share_of_the_last_week_that_the_node_was_there()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("unum-uptime-").FullName, "uptime");
        SteppedTime time = new();
        time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(1, new Uptime(file, time).Note());
        Uptime first = new(file, time);
        for (int i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromSeconds(36)); // an hour in all
            Assert.Equal(1, first.Note(), 3);
        }

        time.Advance(TimeSpan.FromHours(3));
        Uptime second = new(file, time);
        Assert.InRange(second.Note(), .24, .251); // one of four hours, up to the last half minute
        for (int day = 0; day < 8 * 24; day++)
        {
            time.Advance(TimeSpan.FromHours(1));
            second.Note();
        }

        Assert.Equal(1, second.Note()); // the gap is older than a week
        File.AppendAllText(file, "nonsense\n5 -3\n");
        Assert.InRange(new Uptime(file, time).Note(), .99, 1);
    }

    private static byte[] Skill()
    {
        using HiveKey key = HiveKey.Create();
        return [.. key.Public.Span, .. new SkillDelta(SkillDelta.NameOf(BirthCore.Load()), key.Author, 1, 12, 16, 1, (Half).01, (Half)1, new sbyte[256]).Sign(key)];
    }
}
