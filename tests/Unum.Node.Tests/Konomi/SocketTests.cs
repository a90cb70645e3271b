using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Unum.Node.Tests.Konomi;

/// <summary>The WebSocket interface: the mission's actions, what is wrong with a message, events, and many callers at once.</summary>
public sealed class SocketTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/ws")]
    public async Task The_missions_actions_work_on_both_paths(string path)
    {
        using ClientWebSocket socket = await node.ConnectAsync(path);

        JsonElement made = await KonomiNode.AskAsync(socket, new { action = "initialize", template_id = "mission", id = "a" });
        Assert.Equal(("initialized", "a", 8), (made.GetProperty("status").GetString(), made.GetProperty("id").GetString(), made.GetProperty("vertices").GetArrayLength()));
        string cube = made.GetProperty("cube_id").GetString()!;
        JsonElement answer = await KonomiNode.AskAsync(socket, new { action = "process", vertex = "SWD", text = "To be or not to be" });
        Assert.Equal("SWD", answer.GetProperty("vertex").GetString());
        Assert.NotEmpty(answer.GetProperty("result").GetString()!);
        Assert.Equal(answer.GetProperty("κ").GetDouble(), answer.GetProperty("kappa").GetDouble());
        Assert.Equal("connected", (await KonomiNode.AskAsync(socket, new { action = "connect", source = "NEU", target = "SWD" })).GetProperty("status").GetString());
        JsonElement status = await KonomiNode.AskAsync(socket, new { action = "status" });
        Assert.Equal(5, status.GetProperty("NEU").GetProperty("connections").GetInt32());
        JsonElement thought = await KonomiNode.AskAsync(socket, new { action = "collective_think", query = "who is there?" });
        Assert.Equal(9, thought.GetProperty("vertices").EnumerateObject().Count());
        Assert.Equal(thought.GetProperty("kappa_field").GetDouble(), thought.GetProperty("κ_field").GetDouble());
        Assert.Equal(5, (await node.GetAsync($"cubes/{cube}")).Body.GetProperty("vertices").GetProperty("SWD").GetProperty("connections").GetInt32());
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("", "not JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("7", "JSON object")]
    [InlineData("{}", "'action' is missing")]
    [InlineData("""{"action":5}""", "must be text")]
    [InlineData("""{"action":"fly"}""", "none of initialize")]
    [InlineData("""{"action":"status"}""", "initialize")]
    [InlineData("""{"action":"process","cube_id":"nobody","vertex":"NEU","text":"x"}""", "nobody")]
    [InlineData("""{"action":"process","vertex":"XYZ","text":"x"}""", "NEU")]
    [InlineData("""{"action":"process","vertex":"NEU"}""", "'text' is missing")]
    [InlineData("""{"action":"process","vertex":"NEU","text":5}""", "'text' must be")]
    [InlineData("""{"action":"process","vertex":"NEU","text":"\ud800"}""", "Unicode")]
    [InlineData("""{"action":"\ud800"}""", "Unicode")]
    [InlineData("""{"action":"connect","source":"NEU"}""", "'target' is missing")]
    [InlineData("""{"action":"subscribe","low":[1,2]}""", "'low' must be")]
    [InlineData("""{"action":"subscribe","low":[9,9,9],"high":[1,1,1]}""", "empty")]
    [InlineData("""{"action":"unsubscribe","topic":"ledger"}""", "does not watch")]
    [InlineData("""{"action":"initialize","cube_id":"not a name"}""", "letters")]
    public async Task A_wrong_message_is_told_what_is_wrong_and_the_connection_goes_on(string message, string said)
    {
        using ClientWebSocket socket = await node.ConnectAsync();

        JsonElement error = await KonomiNode.AskAsync(socket, message);

        Assert.NotEmpty(error.GetProperty("error").GetString()!);
        Assert.Contains(said, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(error.TryGetProperty("action", out _));
        Assert.Equal("initialized", (await KonomiNode.AskAsync(socket, new { action = "initialize" })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Messages_in_many_frames_are_put_together()
    {
        using ClientWebSocket socket = await node.ConnectAsync();
        byte[] message = Encoding.UTF8.GetBytes("""{"action":"initialize","template_id":"grün"}""");
        for (int i = 0; i < message.Length; i++)
        {
            await socket.SendAsync(message.AsMemory(i, 1), WebSocketMessageType.Text, endOfMessage: i == message.Length - 1, TestContext.Current.CancellationToken);
        }

        Assert.Equal("grün", (await KonomiNode.HearAsync(socket)).GetProperty("template_id").GetString());
    }

    [Fact]
    public async Task Binary_huge_and_broken_frames_close_the_connection_with_the_reason()
    {
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await ClosedAsync([1, 2, 3], WebSocketMessageType.Binary));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await ClosedAsync(new byte[100_000].Select(static _ => (byte)' ').ToArray(), WebSocketMessageType.Text));
    }

    [Fact]
    public async Task A_subscriber_hears_what_changes_in_its_region_and_nothing_else()
    {
        string grid = await node.GridAsync();
        using ClientWebSocket socket = await node.ConnectAsync();
        await KonomiNode.AskAsync(socket, new { action = "subscribe", low = new[] { 0, 0, 0 }, high = new[] { 4, 4, 4 }, instance_id = grid });

        await node.PostAsync("value", new { x = 9, y = 9, z = 9, value = 1, instance_id = grid });
        await node.PostAsync("value", new { x = 1, y = 2, z = 3, value = 0.5, instance_id = grid });
        JsonElement changed = await KonomiNode.HearAsync(socket);
        Assert.Equal("changed", changed.GetProperty("event").GetString());
        JsonElement block = Assert.Single(changed.GetProperty("blocks").EnumerateArray());
        Assert.Equal(("[1,2,3]", 0.5, true), (block.GetProperty("coordinate").GetRawText(), block.GetProperty("value").GetDouble(), block.GetProperty("active").GetBoolean()));

        await node.SendAsync(HttpMethod.Delete, $"value?x=1&y=2&z=3&instance_id={grid}");
        Assert.False(Assert.Single((await KonomiNode.HearAsync(socket)).GetProperty("blocks").EnumerateArray()).GetProperty("active").GetBoolean());
        await node.PostAsync("llm/interlock", new { plane = "z", index = 2, operation = "activate", instance_id = grid });
        Assert.Equal(25, (await KonomiNode.HearAsync(socket)).GetProperty("blocks").GetArrayLength());
        Assert.Equal("unsubscribed", (await KonomiNode.AskAsync(socket, new { action = "unsubscribe", instance_id = grid })).GetProperty("status").GetString());
        await node.PostAsync("value", new { x = 1, y = 2, z = 3, value = 1, instance_id = grid });
        Assert.Equal("initialized", (await KonomiNode.AskAsync(socket, new { action = "initialize" })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_cubes_watcher_sees_it_think_vote_and_change_its_state()
    {
        using ClientWebSocket watcher = await node.ConnectAsync(), thinker = await node.ConnectAsync();
        string cube = (await KonomiNode.AskAsync(thinker, new { action = "initialize" })).GetProperty("cube_id").GetString()!;
        await KonomiNode.AskAsync(watcher, new { action = "subscribe", topic = "cube", cube_id = cube });
        await KonomiNode.AskAsync(thinker, new { action = "collective_think", query = "what now?" });

        List<JsonElement> events = [];
        while (events.Count(e => e.GetProperty("event").ValueEquals("vote")) < 9) events.Add(await KonomiNode.HearAsync(watcher));

        Assert.Equal(9, events.Where(e => e.GetProperty("event").ValueEquals("thinking")).Select(e => e.GetProperty("vertex").GetString()).Distinct().Count());
        Assert.Equal(9, events.Where(e => e.GetProperty("event").ValueEquals("vote")).Select(e => e.GetProperty("vertex").GetString()).Distinct().Count());
        Assert.Contains(events, e => e.GetProperty("event").ValueEquals("state") && e.GetProperty("state").ValueEquals("Execute"));
    }

    [Fact]
    public async Task The_ledgers_watchers_hear_of_each_final_block()
    {
        string grid = await node.GridAsync();
        using ClientWebSocket socket = await node.ConnectAsync();
        await KonomiNode.AskAsync(socket, new { action = "subscribe", topic = "ledger" });

        (int status, JsonElement receipt) = await node.PostAsync("ledger/submit", new { operation = "set", x = 1, y = 1, z = 1, value = 3, instance_id = grid });

        Assert.Equal((200, "finalised"), (status, receipt.GetProperty("status").GetString()));
        JsonElement final = await KonomiNode.HearAsync(socket);
        Assert.Equal("finalised", final.GetProperty("event").GetString());
        Assert.Equal(receipt.GetProperty("height").GetInt64(), final.GetProperty("height").GetInt64());
        Assert.Equal(3, (await node.GetAsync($"value?x=1&y=1&z=1&instance_id={grid}")).Body.GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task A_thousand_cubes_at_once_are_all_served_and_leave_nothing_behind()
    {
        const int count = 1000;
        int before = await SocketsAsync();
        ClientWebSocket[] sockets = new ClientWebSocket[count];
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => sockets[i] = await node.ConnectAsync());
            JsonElement[] made = await Task.WhenAll(sockets.Select(s => KonomiNode.AskAsync(s, new { action = "initialize" })));
            Assert.Equal(count, made.Select(m => m.GetProperty("cube_id").GetString()).Distinct().Count());
            Assert.True(await SocketsAsync() >= count);
            JsonElement[] states = await Task.WhenAll(sockets.Select(s => KonomiNode.AskAsync(s, new { action = "status" })));
            Assert.All(states, s => Assert.Equal(9, s.EnumerateObject().Count()));
            JsonElement[] answers = await Task.WhenAll(sockets.Take(200).Select((s, i) => KonomiNode.AskAsync(s, new { action = "process", vertex = "NEU", text = $"cube {i}" })));
            Assert.All(answers, a => Assert.NotEmpty(a.GetProperty("result").GetString()!));
        }
        finally
        {
            foreach (ClientWebSocket socket in sockets) socket?.Abort();
        }

        for (int i = 0; await SocketsAsync() > before && i < 200; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True(await SocketsAsync() <= before, "sockets that were cut off must not be counted any more");
    }

    private async Task<WebSocketCloseStatus?> ClosedAsync(byte[] frame, WebSocketMessageType type)
    {
        using ClientWebSocket socket = await node.ConnectAsync();
        await socket.SendAsync(frame, type, endOfMessage: true, TestContext.Current.CancellationToken);
        return (await KonomiNode.HearOrCloseAsync(socket)).Closed;
    }

    private async Task<int> SocketsAsync() => (await node.GetAsync("grid/metrics")).Body.GetProperty("websockets").GetInt32();
}
