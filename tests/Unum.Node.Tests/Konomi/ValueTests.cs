using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Unum.Node.Tests.Konomi;

/// <summary>Blocks over REST: the mission's calls, versions, keys of requests, batches, regions, links.</summary>
public sealed class ValueTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    [Fact]
    public async Task The_missions_calls_answer_with_the_missions_names()
    {
        (int status, JsonElement template) = await node.PostAsync("template/create", new { dims = new[] { 10, 20, 30 } });
        Assert.Equal((201, "[10,20,30]"), (status, template.GetProperty("dimensions").GetRawText()));
        (status, JsonElement instance) = await node.PostAsync("instance/create", new { template_id = template.GetProperty("template_id").GetString() });
        Assert.Equal((201, "active"), (status, instance.GetProperty("status").GetString()));
        string id = instance.GetProperty("instance_id").GetString()!;

        (status, JsonElement set) = await node.PostAsync("value", new { x = 1, y = 2, z = 3, v = 0.5, instance_id = id });
        Assert.Equal((200, "set", "[1,2,3]"), (status, set.GetProperty("status").GetString(), set.GetProperty("coordinate").GetRawText()));
        (status, JsonElement value) = await node.GetAsync($"value?x=1&y=2&z=3&instance_id={id}");
        Assert.Equal(200, status);
        Assert.Equal(0.5, value.GetProperty("value").GetDouble());
        Assert.True(value.GetProperty("active").GetBoolean());
        Assert.Equal(16, value.GetProperty("hash").GetString()!.Length);
        Assert.True(value.GetProperty("timestamp").GetDouble() > 1.7e9, "the timestamp is in Unix seconds");
        Assert.Equal(value.GetProperty("llm").GetProperty("kappa").GetDouble(), value.GetProperty("llm").GetProperty("κ").GetDouble());

        (_, JsonElement never) = await node.GetAsync($"value?x=9&y=9&z=9&instance_id={id}");
        Assert.Equal((0, false), (never.GetProperty("value").GetDouble(), never.GetProperty("active").GetBoolean()));
    }

    [Fact]
    public async Task Fields_of_a_post_may_come_in_the_query()
    {
        string grid = await node.GridAsync();

        (int status, _) = await node.SendAsync(HttpMethod.Post, $"value?x=4&y=5&z=6&value=-2.5&instance_id={grid}");

        Assert.Equal(200, status);
        Assert.Equal(-2.5, (await node.GetAsync($"value?x=4&y=5&z=6&instance_id={grid}")).Body.GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("""{"x":1,"y":2,"z":10,"value":1}""", 422, "0 to 9")]
    [InlineData("""{"x":1,"y":2,"value":1}""", 422, "'z' is missing")]
    [InlineData("""{"x":1,"y":2,"z":3}""", 422, "'value' is missing")]
    [InlineData("""{"x":1.5,"y":2,"z":3,"value":1}""", 422, "whole number")]
    [InlineData("""{"x":"1","y":2,"z":3,"value":1}""", 422, "'x'")]
    [InlineData("""{"x":1,"y":2,"z":3,"value":1e39}""", 422, "finite")]
    [InlineData("""{"x":1,"y":2,"z":3,"value":1e999}""", 422, "finite")]
    [InlineData("""{"x":1,"y":2,"z":3,"value":NaN}""", 400, "JSON")]
    [InlineData("""{"x":1,"y":2,""", 400, "JSON")]
    [InlineData("""[1,2,3]""", 400, "object")]
    [InlineData("""{"x":1,"y":2,"z":3,"value":1,"instance_id":"nowhere"}""", 404, "nowhere")]
    [InlineData("""{"x":1,"y":2,"z":3,"value":1,"instance_id":"\ud800"}""", 422, "Unicode")]
    public async Task A_wrong_request_is_told_what_is_wrong(string body, int status, string said)
    {
        string grid = await node.GridAsync();
        if (!body.Contains("instance_id", StringComparison.Ordinal)) body = body.Replace("{\"x\"", $"{{\"instance_id\":\"{grid}\",\"x\"", StringComparison.Ordinal);
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await node.Http.PostAsync("value", content, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_json_or_too_large_is_refused()
    {
        using StringContent form = new("x=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage unread = await node.Http.PostAsync("value", form, TestContext.Current.CancellationToken);
        Assert.Equal(415, (int)unread.StatusCode);
        using StringContent huge = new("{\"x\":\"" + new string('x', 70_000) + "\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await node.Http.PostAsync("value", huge, TestContext.Current.CancellationToken);
        Assert.Equal(413, (int)refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_write_under_an_old_etag_is_refused_and_changes_nothing()
    {
        string grid = await node.GridAsync();
        await node.PostAsync("value", new { x = 0, y = 0, z = 0, value = 1, instance_id = grid });
        using HttpResponseMessage read = await node.Http.GetAsync($"value?x=0&y=0&z=0&instance_id={grid}", TestContext.Current.CancellationToken);
        EntityTagHeaderValue seen = read.Headers.ETag!;

        Assert.Equal(200, (await node.PostAsync("value", new { x = 0, y = 0, z = 0, value = 2, instance_id = grid }, ("If-Match", seen.ToString()))).Status);
        (int status, JsonElement problem) = await node.PostAsync("value", new { x = 0, y = 0, z = 0, value = 3, instance_id = grid }, ("If-Match", seen.ToString()));

        Assert.Equal(412, status);
        Assert.Contains("read it again", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await node.GetAsync($"value?x=0&y=0&z=0&instance_id={grid}")).Body.GetProperty("value").GetDouble());
        Assert.Equal(304, (await node.GetAsync($"value?x=0&y=0&z=0&instance_id={grid}", ("If-None-Match", await ETagAsync(grid)))).Status);
        Assert.Equal(412, (await node.PostAsync("value", new { x = 0, y = 0, z = 0, value = 4, instance_id = grid }, ("If-None-Match", "*"))).Status);
        Assert.Equal(200, (await node.PostAsync("value", new { x = 1, y = 0, z = 0, value = 4, instance_id = grid }, ("If-None-Match", "*"))).Status);
    }

    [Fact]
    public async Task Of_many_writers_under_one_etag_one_wins()
    {
        string grid = await node.GridAsync();
        await node.PostAsync("value", new { x = 0, y = 0, z = 0, value = 1, instance_id = grid });
        string seen = await ETagAsync(grid);

        (int Status, JsonElement Body)[] answers = await Task.WhenAll(Enumerable.Range(2, 12).Select(v =>
            node.PostAsync("value", new { x = 0, y = 0, z = 0, value = v, instance_id = grid }, ("If-Match", seen))));

        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers, a => Assert.True(a.Status is 200 or 412));
    }

    [Fact]
    public async Task The_same_idempotency_key_does_it_once()
    {
        (string Name, string Value) key = ("Idempotency-Key", "make one template of seven");
        (int first, JsonElement made) = await node.PostAsync("template/create", new { dimensions = new[] { 7, 7, 7 } }, key);
        (int again, JsonElement same) = await node.PostAsync("template/create", new { dimensions = new[] { 7, 7, 7 } }, key);
        (int other, JsonElement problem) = await node.PostAsync("template/create", new { dimensions = new[] { 8, 8, 8 } }, key);

        Assert.Equal((201, 201, 422), (first, again, other));
        Assert.Equal(made.GetRawText(), same.GetRawText());
        Assert.Contains("new key", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_blocks_are_set_and_read_at_once_or_not_at_all()
    {
        string grid = await node.GridAsync();
        object[] blocks = [.. Enumerable.Range(0, 10).Select(i => new { x = i, y = i, z = 0, value = i * 0.5 })];

        Assert.Equal(10, (await node.PostAsync("values", new { blocks, instance_id = grid })).Body.GetProperty("count").GetInt32());
        Assert.Equal(422, (await node.PostAsync("values", new { blocks = new[] { new { x = 5, y = 5, z = 5, value = 1 }, new { x = 5, y = 5, z = 10, value = 1 } }, instance_id = grid })).Status);
        (_, JsonElement read) = await node.PostAsync("values/get", new { coordinates = new[] { new[] { 3, 3, 0 }, [5, 5, 5] }, instance_id = grid });

        JsonElement.ArrayEnumerator points = read.GetProperty("blocks").EnumerateArray();
        Assert.Equal([(1.5, true), (0, false)], points.Select(p => (p.GetProperty("value").GetDouble(), p.GetProperty("active").GetBoolean())));
    }

    [Fact]
    public async Task A_region_is_read_in_pages_that_miss_nothing_and_repeat_nothing()
    {
        string grid = await node.GridAsync();
        await node.PostAsync("llm/interlock", new { plane = "z", index = 4, operation = "activate", value = 2, instance_id = grid });
        HashSet<string> seen = [];
        string after = "";
        while (true)
        {
            (_, JsonElement page) = await node.GetAsync($"region?x0=0&y0=0&z0=0&x1=9&y1=9&z1=9&limit=7{after}&instance_id={grid}");
            foreach (JsonElement block in page.GetProperty("blocks").EnumerateArray()) Assert.True(seen.Add(block.GetProperty("coordinate").GetRawText()), "no block comes twice");
            if (page.GetProperty("next").ValueKind == JsonValueKind.Null) break;
            after = "&after=" + page.GetProperty("next").GetRawText().Trim('[', ']');
        }

        Assert.Equal(100, seen.Count);
        Assert.All(seen, at => Assert.EndsWith(",4]", at, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_and_neighbours_are_told()
    {
        string grid = await node.GridAsync();
        foreach ((int x, int y, int z) in new[] { (5, 5, 5), (4, 5, 5), (5, 6, 5), (6, 6, 6), (0, 0, 0) }) await node.PostAsync("value", new { x, y, z, value = 1, instance_id = grid });
        Assert.Equal(200, (await node.PostAsync("links", new { source = new[] { 5, 5, 5 }, target = new[] { 0, 0, 0 }, instance_id = grid })).Status);

        Assert.Equal("[[4,5,5],[5,6,5]]", (await node.GetAsync($"neighbours?x=5&y=5&z=5&instance_id={grid}")).Body.GetProperty("neighbours").GetRawText());
        Assert.Equal(3, (await node.GetAsync($"neighbours?x=5&y=5&z=5&adjacency=26&instance_id={grid}")).Body.GetProperty("neighbours").GetArrayLength());
        Assert.Equal(422, (await node.GetAsync($"neighbours?x=5&y=5&z=5&adjacency=7&instance_id={grid}")).Status);
        JsonElement block = (await node.GetAsync($"value?x=5&y=5&z=5&instance_id={grid}")).Body;
        Assert.Equal("[[0,0,0]]", block.GetProperty("links").GetRawText());
        Assert.Equal(3, block.GetProperty("llm").GetProperty("connections").GetInt32());
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Delete, $"links?source=5,5,5&target=0,0,0&instance_id={grid}")).Status);
        Assert.Equal("[]", (await node.GetAsync($"value?x=5&y=5&z=5&instance_id={grid}")).Body.GetProperty("links").GetRawText());
    }

    [Fact]
    public async Task A_face_operation_streams_its_progress_and_ends_with_its_result()
    {
        string grid = await node.GridAsync(100);
        using HttpRequestMessage request = new(HttpMethod.Post, "llm/interlock");
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        request.Content = new StringContent($$"""{"plane":"x","index":50,"operation":"activate","instance_id":"{{grid}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await node.Http.SendAsync(request, TestContext.Current.CancellationToken);
        string[] lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        using JsonDocument first = JsonDocument.Parse(lines[0]), last = JsonDocument.Parse(lines[^1]);
        Assert.True(first.RootElement.TryGetProperty("of", out _));
        Assert.Equal(10_000, last.RootElement.GetProperty("processed").GetInt64());
        Assert.Equal("done", last.RootElement.GetProperty("status").GetString());
        Assert.Equal(0.6, last.RootElement.GetProperty("avg_κ").GetDouble(), 3);
        string id = last.RootElement.GetProperty("operation_id").GetString()!;
        Assert.Contains((await node.GetAsync("operations")).Body.GetProperty("operations").EnumerateArray(), o => o.GetProperty("operation_id").ValueEquals(id));
        Assert.Equal(409, (await node.SendAsync(HttpMethod.Delete, $"operations/{id}")).Status);
        Assert.Equal(404, (await node.SendAsync(HttpMethod.Delete, "operations/op-0")).Status);
    }

    private async Task<string> ETagAsync(string grid)
    {
        using HttpResponseMessage read = await node.Http.GetAsync($"value?x=0&y=0&z=0&instance_id={grid}", TestContext.Current.CancellationToken);
        return read.Headers.ETag!.ToString();
    }
}
