using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Unum.Node.Tests.Processes;

/// <summary>Real processes that find each other in the table and ask each other.</summary>
public sealed class ExpertTests
{
    private const string Key = "a key of more than sixteen characters";
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    [Fact]
    public async Task A_question_reaches_the_experts_of_its_field_on_other_processes_and_the_dead_are_left_out()
    {
        int first = UnumProgram.FreePort(), second = UnumProgram.FreePort(), third = UnumProgram.FreePort();
        await using UnumProgram founder = UnumProgram.Start("up", "--nodes", "1", "--name", "founder", "--json", "--key", Key, "--port", Text(first));
        await founder.WaitForBeatAsync(_ => true, "the founder's first beat");
        await using UnumProgram left = UnumProgram.Start("join", $"ws://127.0.0.1:{first + 2}", "--name", "left", "--json", "--key", Key, "--port", Text(second));
        await using UnumProgram right = UnumProgram.Start("join", $"ws://127.0.0.1:{first + 2}", "--name", "right", "--json", "--key", Key, "--port", Text(third));
        await UntilAsync(first, static dht => dht.GetProperty("table").GetArrayLength() == 2, "the founder know both");
        JsonElement announced = await PostAsync(third, "/hive/dht/announce", new { Specialisation = "verse" });
        Assert.Equal(["text", "verse"], announced.GetProperty("specialisations").EnumerateArray().Select(static s => s.GetString()));

        JsonElement answer = default;
        for (int i = 0; i < 100 && (answer.ValueKind == JsonValueKind.Undefined || answer.GetProperty("answers").GetArrayLength() < 2); i++)
        {
            if (i > 0) await Task.Delay(300, CancellationToken.None);
            answer = await PostAsync(first, "/hive/ask", new { Question = "To be, or not to be", Wanted = 2 });
        }

        JsonElement[] answers = [.. answer.GetProperty("answers").EnumerateArray()];
        string[] ids = [await IdAsync(second), await IdAsync(third)];
        Assert.Equal(ids.Order(StringComparer.Ordinal), answers.Select(static a => a.GetProperty("node").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(answers, static a => Assert.InRange(a.GetProperty("surprise").GetDouble(), .1, 6));
        Assert.All(answers, static a => Assert.InRange(a.GetProperty("text").GetString()!.Length, 40, 200));
        Assert.Equal(answers[0].GetProperty("text").GetString(), answer.GetProperty("text").GetString());

        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("hive", "ask", "Shall I compare thee", "--specialisation", "verse", "--url", $"http://127.0.0.1:{first + 1}", "--json");
        Assert.True(code == 0, errors);
        using JsonDocument verse = JsonDocument.Parse(lines[^1]);
        Assert.Equal(ids[1], verse.RootElement.GetProperty("answers").EnumerateArray().Single().GetProperty("node").GetString());

        left.Kill();
        JsonElement after = await PostAsync(first, "/hive/ask", new { Question = "To be, or not to be", Wanted = 1 });
        Assert.Equal(ids[1], after.GetProperty("answers").EnumerateArray().Single().GetProperty("node").GetString());
    }

    [Fact]
    public async Task A_node_alone_finds_nobody_and_refuses_what_it_is_no_expert_of()
    {
        int port = UnumProgram.FreePort();
        await using UnumProgram alone = UnumProgram.Start("up", "--nodes", "1", "--name", "alone", "--json", "--port", Text(port));
        await alone.WaitForBeatAsync(_ => true, "the first beat");
        JsonElement answer = await PostAsync(port, "/hive/ask", new { Question = "Who is there?" });
        Assert.Equal((0, 0, ""), (answer.GetProperty("found").GetInt32(), answer.GetProperty("answers").GetArrayLength(), answer.GetProperty("text").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await Http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port + 1}/hive/ask/local"), new { question = "?", specialisation = "alchemy" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port + 1}/hive/ask"), new { question = "?", wanted = 17 })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port + 1}/hive/ask"), new { question = " " })).StatusCode);
    }

    private static async Task<JsonElement> DhtAsync(int port) => await Http.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{port + 1}/hive/dht"));

    private static async Task<string> IdAsync(int port) => (await DhtAsync(port)).GetProperty("id").GetString()!;

    private static async Task<JsonElement> PostAsync(int port, string path, object body)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port + 1}{path}"), body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static async Task UntilAsync(int port, Predicate<JsonElement> condition, string what)
    {
        for (int i = 0; i < 300; i++)
        {
            if (condition(await DhtAsync(port))) return;
            await Task.Delay(200, CancellationToken.None);
        }

        Assert.Fail($"Never saw {what}.");
    }

    private static string Text(int port) => FormattableString.Invariant($"{port}");
}
