using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;

namespace Unum.Tests.Fabric.Mesh;

/// <summary>One process of a mesh with one node and a real WebSocket server, for tests.</summary>
internal sealed class MeshHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpListener _listener = new();
    private readonly List<Task> _running = [];
    private readonly SteadyClock _clock = new(TimeProvider.System);

    public MeshHost(string id, MeshKey? key = null, int port = 0, MeshLinkOptions? options = null, bool tellsAddress = true)
    {
        Id = id;
        Port = port == 0 ? FreePort() : port;
        Address = $"ws://127.0.0.1:{Port}/mesh";
        Gossip = new MeshGossip(new PhaseMessageCodec(key), _clock);
        View = new MeshView(id, new MeshOptions());
        Gossip.Join(id, (in PhaseMessage m) => View.Admit(m, _clock.GetUtcNow()));
        options ??= new MeshLinkOptions { FirstRetry = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromSeconds(5) };
        if (tellsAddress) options = options with { Listen = new Uri(Address) };
        Links = new WebSocketMesh(Gossip, key, id, options, TimeProvider.System);
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _running.Add(AcceptAllAsync());
        _running.Add(Links.RunAsync(_stop.Token));
        _running.Add(BeatAsync());
    }

    public string Id { get; }

    public int Port { get; }

    public string Address { get; }

    public MeshGossip Gossip { get; }

    public MeshView View { get; }

    public WebSocketMesh Links { get; }

    public bool Hears(params string[] ids) =>
        ids.All(id => View.Peers(_clock.GetUtcNow()).Any(peer => peer.Id == id && peer.Status == PeerStatus.Live));

    /// <summary>Waits until it is so; a test that waits in vain fails.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        for (int i = 0; i < 3000; i++)
        {
            if (condition()) return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"It never came about that {what}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Links.DisposeAsync();
        await Task.WhenAll(_running);
        _listener.Close();
        _stop.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task BeatAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Gossip.Broadcast(View.Speak(1, 1, 1, _clock.GetUtcNow()));
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task AcceptAllAsync()
    {
        List<Task> talks = [];
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                HttpListenerWebSocketContext accepted = await context.AcceptWebSocketAsync(null);
                talks.Add(Links.AcceptAsync(accepted.WebSocket, context.Request.RemoteEndPoint.ToString(), _stop.Token));
            }
        }
        catch (Exception e) when (e is HttpListenerException or InvalidOperationException or WebSocketException)
        {
            await Task.WhenAll(talks);
        }
    }
}
