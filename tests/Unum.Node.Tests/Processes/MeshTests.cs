using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Unum.Node.Tests.Processes;

/// <summary>Meshes of real processes, and nodes that are nothing but an HTTP request.</summary>
public sealed class MeshTests
{
    private const string Key = "a key of more than sixteen characters";
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Processes_that_join_hear_each_other_and_survive_the_loss_of_the_first()
    {
        int first = UnumProgram.FreePort(), second = UnumProgram.FreePort(), third = UnumProgram.FreePort();
        await using UnumProgram founder = UnumProgram.Start("up", "--nodes", "1", "--name", "founder", "--json", "--key", Key, "--port", Text(first));
        await founder.WaitForBeatAsync(_ => true, "the founder's first beat");
        await using UnumProgram left = UnumProgram.Start("join", $"ws://127.0.0.1:{first + 2}", "--name", "left", "--json", "--key", Key, "--port", Text(second));
        await using UnumProgram right = UnumProgram.Start("join", $"ws://127.0.0.1:{first + 2}", "--name", "right", "--json", "--key", Key, "--port", Text(third));
        await left.WaitForBeatAsync(b => Status(b, "founder.1") == "live" && Status(b, "right.1") == "live", "left hear the others");
        await right.WaitForBeatAsync(b => Status(b, "founder.1") == "live" && Status(b, "left.1") == "live", "right hear the others");

        founder.Kill();

        await left.WaitForBeatAsync(b => Status(b, "founder.1") == "lost", "left miss the founder");
        await left.WaitForBeatAsync(b => Status(b, "right.1") == "live" && Weight(b, "founder.1") == 0, "left still hear right");
        await right.WaitForBeatAsync(b => Status(b, "left.1") == "live" && Status(b, "founder.1") == "lost", "right still hear left");

        await using UnumProgram again = UnumProgram.Start("up", "--nodes", "1", "--name", "founder", "--json", "--key", Key, "--port", Text(first));
        await left.WaitForBeatAsync(b => Status(b, "founder.1") == "live", "the founder come back");
    }

    [Fact]
    public async Task A_process_with_the_wrong_key_is_not_heard()
    {
        int port = UnumProgram.FreePort();
        await using UnumProgram closed = UnumProgram.Start("up", "--nodes", "1", "--name", "closed", "--json", "--key", Key, "--port", Text(port));
        await closed.WaitForBeatAsync(_ => true, "the first beat");
        await using UnumProgram stranger = UnumProgram.Start(
            "join", $"ws://127.0.0.1:{port + 2}", "--name", "stranger", "--json", "--key", "another key of sixteen characters", "--port", Text(UnumProgram.FreePort()));
        await stranger.WaitForBeatAsync(b => b.GetProperty("beat").GetInt64() > 20, "the stranger try for a while");

        JsonElement beat = await closed.WaitForBeatAsync(b => b.GetProperty("beat").GetInt64() > 20, "twenty beats");

        Assert.Equal(1, beat.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task Anything_that_can_post_json_is_a_node()
    {
        int port = UnumProgram.FreePort();
        await using UnumProgram program = UnumProgram.Start("up", "--nodes", "1", "--name", "desk", "--json", "--port", Text(port));
        await program.WaitForBeatAsync(_ => true, "the first beat");
        Uri phase = new($"http://localhost:{port + 1}/mesh/phase");
        string stamp = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        string good = $$"""{"node_id":"PiZero-0","phase":{"real":0.7,"imag":0.5},"coherence":0.86,"timestamp":"{{stamp}}"}""";

        Assert.Equal(HttpStatusCode.Accepted, (await Post(phase, good)).Status);
        await program.WaitForBeatAsync(b => Status(b, "PiZero-0") is not null, "the posted node appear");

        (HttpStatusCode replayed, string why) = await Post(phase, good);
        Assert.Equal(HttpStatusCode.Conflict, replayed);
        Assert.Contains("Replay", why, StringComparison.Ordinal);
        foreach ((string body, HttpStatusCode status) in BadMessages(stamp))
        {
            (HttpStatusCode answered, string text) = await Post(phase, body);
            Assert.True(status == answered, $"{body[..Math.Min(body.Length, 120)]} was answered with {answered}: {text}");
        }

        JsonElement mesh = await Http.GetFromJsonAsync<JsonElement>(new Uri($"http://localhost:{port + 1}/mesh"), TestContext.Current.CancellationToken);
        JsonElement refused = mesh.GetProperty("refused");
        Assert.True(refused.GetProperty("replay").GetInt64() >= 1);
        Assert.True(refused.GetProperty("malformed").GetInt64() >= 3);
        Assert.True(refused.GetProperty("oversized").GetInt64() >= 1);
        await program.WaitForBeatAsync(b => Status(b, "PiZero-0") == "lost" && Weight(b, "PiZero-0") == 0, "the silent node fade");
    }

    [Fact]
    public async Task A_node_can_be_stopped_and_resumes()
    {
        int port = UnumProgram.FreePort();
        await using UnumProgram program = UnumProgram.Start("up", "--nodes", "3", "--name", "desk", "--json", "--port", Text(port));
        await program.WaitForBeatAsync(b => Status(b, "desk.2") == "live", "three nodes live");
        Uri api = new($"http://localhost:{port + 1}/");

        // The first node too: the next one then speaks for the process.
        Assert.Equal(HttpStatusCode.NoContent, (await Post(new Uri(api, "nodes/desk.1/stop"), "")).Status);
        await program.WaitForBeatAsync(b => Status(b, "desk.1") == "lost" && Status(b, "desk.2") == "live", "the first node missed");
        Assert.Equal(HttpStatusCode.NoContent, (await Post(new Uri(api, "nodes/desk.1/start"), "")).Status);
        await program.WaitForBeatAsync(b => Status(b, "desk.1") == "live" && Weight(b, "desk.1") > 0, "the first node back");
        Assert.Equal(HttpStatusCode.NotFound, (await Post(new Uri(api, "nodes/nobody/stop"), "")).Status);
    }

    private static IEnumerable<(string Body, HttpStatusCode Status)> BadMessages(string stamp)
    {
        yield return ("", HttpStatusCode.BadRequest);
        yield return ("not json", HttpStatusCode.BadRequest);
        yield return ("""{"node_id":"x"}""", HttpStatusCode.BadRequest);
        yield return ($$"""{"node_id":"x","phase":{"real":NaN,"imag":0},"coherence":1,"timestamp":"{{stamp}}"}""", HttpStatusCode.BadRequest);
        yield return ($$"""{"node_id":"x","phase":{"real":1e999,"imag":0},"coherence":1,"timestamp":"{{stamp}}"}""", HttpStatusCode.Conflict);
        yield return ($$"""{"node_id":"x","phase":{"real":0.5,"imag":0},"coherence":7,"timestamp":"{{stamp}}"}""", HttpStatusCode.Conflict);
        yield return ($$"""{"node_id":"x","phase":{"real":0.5,"imag":0},"coherence":0.5,"timestamp":"{{stamp}}","weight":1e9}""", HttpStatusCode.Conflict);
        yield return ("""{"node_id":"x","phase":{"real":0.5,"imag":0},"coherence":0.5,"timestamp":"2001-01-01T00:00:00Z"}""", HttpStatusCode.Conflict);
        yield return (new string(' ', 5000), HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<(HttpStatusCode Status, string Body)> Post(Uri address, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Http.PostAsync(address, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string? Status(JsonElement beat, string node) => Find(beat, node)?.GetProperty("status").GetString();

    private static double? Weight(JsonElement beat, string node) => Find(beat, node)?.GetProperty("weight").GetDouble();

    private static JsonElement? Find(JsonElement beat, string node)
    {
        foreach (JsonElement found in beat.GetProperty("nodes").EnumerateArray())
        {
            if (found.GetProperty("id").ValueEquals(node)) return found;
        }

        return null;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
