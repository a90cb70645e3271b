using System.Net.WebSockets;
using System.Text;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;

namespace Unum.Tests.Fabric.Mesh;

public sealed class WebSocketMeshTests
{
    private static readonly MeshKey Key = MeshKey.Parse("0123456789abcdef");

    [Fact]
    public async Task Two_processes_hear_each_other_whoever_dialled()
    {
        await using MeshHost a = new("a", Key);
        await using MeshHost b = new("b", Key);
        b.Links.Join(a.Address);

        await MeshHost.Until(() => a.Hears("b") && b.Hears("a"), "both hear each other");
        MeshLinkState link = a.Links.Links.Single();
        Assert.Equal(["b"], link.NodeIds);
        Assert.Equal(b.Address, link.Address);
        Assert.False(link.Dialled);
    }

    [Fact]
    public async Task A_word_travels_hop_by_hop_through_a_chain()
    {
        MeshLinkOptions none = new() { TargetLinks = 0 };
        await using MeshHost a = new("a", options: none, tellsAddress: false);
        await using MeshHost b = new("b", options: none, tellsAddress: false);
        await using MeshHost c = new("c", options: none, tellsAddress: false);
        b.Links.Join(a.Address);
        c.Links.Join(b.Address);

        await MeshHost.Until(() => a.Hears("b", "c") && b.Hears("a", "c") && c.Hears("a", "b"), "the ends of the chain hear each other");
        Assert.Single(a.Links.Links);
    }

    [Fact]
    public async Task The_mesh_survives_the_loss_of_the_first_process()
    {
        MeshHost first = new("first", Key);
        await using MeshHost b = new("b", Key);
        await using MeshHost c = new("c", Key);
        await using MeshHost d = new("d", Key);
        foreach (MeshHost joiner in new[] { b, c, d }) joiner.Links.Join(first.Address);
        await MeshHost.Until(() => b.Hears("first", "c", "d") && c.Hears("b", "d") && d.Hears("b", "c"), "all hear each other");
        await MeshHost.Until(
            () => new[] { b, c, d }.All(host => host.Links.Links.Any(link => link.Address != first.Address)), "joiners link to each other");

        await first.DisposeAsync();

        await MeshHost.Until(() => b.Links.Links.All(link => link.Address != first.Address) && !b.Hears("first"), "the first is gone");
        await MeshHost.Until(() => b.Hears("c", "d") && c.Hears("b", "d") && d.Hears("b", "c"), "the others still hear each other");
    }

    [Fact]
    public async Task A_process_that_comes_back_is_joined_again()
    {
        await using MeshHost b = new("b");
        MeshHost first = new("a");
        b.Links.Join(first.Address);
        await MeshHost.Until(() => b.Hears("a"), "they hear each other");
        int port = first.Port;
        await first.DisposeAsync();
        await MeshHost.Until(() => !b.Hears("a"), "it is missed");

        await using MeshHost again = new("a", port: port);
        await MeshHost.Until(() => b.Hears("a") && again.Hears("b"), "they hear each other again");
    }

    [Fact]
    public async Task A_process_with_another_key_learns_why_it_is_turned_away_and_hears_nothing()
    {
        await using MeshHost a = new("a", Key);
        await using MeshHost stranger = new("stranger", MeshKey.Parse("another key, quite wrong"));
        stranger.Links.Join(a.Address);

        await MeshHost.Until(() => stranger.Links.Addresses.Any(x => x.Error?.Contains("mac of the hello", StringComparison.Ordinal) == true), "the reason is told");
        Assert.False(a.Hears("stranger"));
        Assert.False(stranger.Hears("a"));
        Assert.True(a.Gossip.Refused(RefusalReason.Unauthenticated) > 0);
    }

    [Fact]
    public async Task Without_a_valid_code_nothing_of_a_closed_mesh_is_heard()
    {
        await using MeshHost a = new("a", Key, options: new MeshLinkOptions { Patience = TimeSpan.FromMilliseconds(500) });
        using ClientWebSocket eavesdropper = await DialAsync(a);

        (string? frame, string? reason) = await NextAsync(eavesdropper);

        Assert.Null(frame);
        Assert.Contains("no message with a valid mac", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_microcontroller_that_sends_the_missions_json_is_a_node()
    {
        await using MeshHost a = new("a");
        await using MeshHost b = new("b");
        b.Links.Join(a.Address);
        using ClientWebSocket device = await DialAsync(a);

        for (int i = 0; i < 500 && !b.Hears("esp32"); i++)
        {
            string time = TimeProvider.System.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            await SendAsync(device, $$"""{"node_id":"esp32","phase":{"real":0.7,"imag":0.5},"coherence":0.85,"timestamp":"{{time}}"}""");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await MeshHost.Until(() => a.Hears("esp32", "b"), "the device is heard");
    }

    [Theory]
    [InlineData("garbage", WebSocketCloseStatus.InvalidPayloadData, "not valid JSON")]
    [InlineData("binary", WebSocketCloseStatus.InvalidMessageType, "frames are JSON text")]
    [InlineData("long", WebSocketCloseStatus.MessageTooBig, "a frame has at most 4096 bytes")]
    [InlineData("refused", WebSocketCloseStatus.PolicyViolation, "100 messages refused in a row, the last: |phase| must be in [0, 1]")]
    [InlineData("impostor", WebSocketCloseStatus.PolicyViolation, "a node named a is here already")]
    public async Task What_makes_no_sense_ends_the_link_with_a_reason(string kind, WebSocketCloseStatus status, string reason)
    {
        await using MeshHost a = new("a");
        using ClientWebSocket client = await DialAsync(a);
        switch (kind)
        {
            case "garbage": await SendAsync(client, "{oops"); break;
            case "binary": await client.SendAsync(new byte[3], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken); break;
            case "long": await SendAsync(client, new string(' ', 5000)); break;
            case "impostor": await SendAsync(client, """{"hello":{"node_ids":["a"]}}"""); break;
            default:
                for (int i = 0; i < 100; i++)
                    await SendAsync(client, """{"node_id":"x","phase":{"real":3,"imag":0},"coherence":1,"timestamp":"2026-02-19T23:00:00Z"}""");
                break;
        }

        string? closed = null;
        while (closed is null) (_, closed) = await NextAsync(client);
        Assert.Equal(reason, closed);
        Assert.Equal(status, client.CloseStatus);
        await MeshHost.Until(() => a.Links.Links.Count == 0, "the link is gone");
    }

    [Fact]
    public async Task A_process_that_dials_itself_finds_out()
    {
        await using MeshHost a = new("a", tellsAddress: false);
        a.Links.Join(a.Address);

        await MeshHost.Until(() => a.Links.Addresses.Any(x => x.Error is not null), "the link was tried");
        await MeshHost.Until(() => a.Links.Links.Count == 0, "no link remains");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Empty(a.Links.Links);
    }

    [Fact]
    public async Task Not_more_links_are_taken_than_may_be()
    {
        await using MeshHost a = new("a", options: new MeshLinkOptions { MaxLinks = 1 });
        using ClientWebSocket one = await DialAsync(a);
        await MeshHost.Until(() => a.Links.Links.Count == 1, "the first is in");
        using ClientWebSocket two = await DialAsync(a);

        string? closed = null;
        while (closed is null) (_, closed) = await NextAsync(two);
        Assert.Equal("as many links as may be", closed);
        Assert.Single(a.Links.Links);
    }

    [Fact]
    public async Task Too_many_messages_by_one_link_are_dropped_and_counted()
    {
        await using MeshHost a = new("a", options: new MeshLinkOptions { MessagesPerSecond = 1, Burst = 5 });
        using ClientWebSocket client = await DialAsync(a);
        for (int i = 0; i < 50; i++)
            await SendAsync(client, $$"""{"node_id":"x{{i}}","phase":{"real":1,"imag":0},"coherence":1,"timestamp":"2000-02-19T23:00:00Z"}""");

        await MeshHost.Until(() => a.Links.Links.Sum(link => link.Received) == 50, "all came");
        Assert.InRange(a.Gossip.Refused(RefusalReason.RateLimited), 1, 45);
    }

    [Fact]
    public void An_address_that_is_none_is_refused_at_once()
    {
        MeshGossip gossip = new(new PhaseMessageCodec(null), TimeProvider.System);
        Assert.Throws<FormatException>(() => new WebSocketMesh(gossip, null, "a", new MeshLinkOptions(), TimeProvider.System).Join("http://x/"));
        Assert.Throws<FormatException>(
            () => new WebSocketMesh(gossip, null, "a", new MeshLinkOptions { Listen = new Uri("http://x/") }, TimeProvider.System));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new WebSocketMesh(gossip, null, "a", new MeshLinkOptions { MaxLinks = 0 }, TimeProvider.System));
    }

    private static async Task<ClientWebSocket> DialAsync(MeshHost host)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri(host.Address), TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private static async Task<(string? Frame, string? Closed)> NextAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[8192];
        WebSocketReceiveResult got = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return got.MessageType == WebSocketMessageType.Close
            ? (null, got.CloseStatusDescription ?? "")
            : (Encoding.UTF8.GetString(buffer, 0, got.Count), null);
    }
}
