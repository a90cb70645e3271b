using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Unum.Node.Konomi.Live;

namespace Unum.Node.Tests.Konomi;

/// <summary>Callers that do not read, and callers that are gone without a word.</summary>
public sealed class SlowCallerTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    [Fact]
    public async Task Who_does_not_read_loses_events_then_the_connection_and_nothing_grows()
    {
        SteppedTime clock = new();
        using StuckSocket socket = new();
        SocketSession session = new(socket, new Dictionary<string, SocketAction>(StringComparer.Ordinal), clock);
        Task serving = session.ServeAsync(CancellationToken.None);

        int taken = Enumerable.Range(0, 1000).Count(i => session.Tell(new { Event = "changed", I = i }));
        Assert.InRange(taken, 1, SocketSession.QueueLength);
        Assert.False(serving.IsCompleted);
        for (int i = 0; i < 100 && !serving.IsCompleted; i++)
        {
            await Task.WhenAny(serving, PauseAsync());
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await serving.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(socket.Aborted);
    }

    private static Task PauseAsync() => Task.Delay(10, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_half_open_connection_is_found_and_dropped()
    {
        int before = (await node.GetAsync("grid/metrics")).Body.GetProperty("websockets").GetInt32();
        using TcpClient silent = new();
        await silent.ConnectAsync("127.0.0.1", node.Port + 2, TestContext.Current.CancellationToken);
        byte[] upgrade = Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{node.Port + 2}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        await silent.GetStream().WriteAsync(upgrade, TestContext.Current.CancellationToken);

        int most = 0, now = 0;
        for (int i = 0; i < 200; i++)
        {
            now = (await node.GetAsync("grid/metrics")).Body.GetProperty("websockets").GetInt32();
            most = Math.Max(most, now);
            if (most > before && now <= before) break;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.True(most > before, "the connection was served");
        Assert.True(now <= before, "it answered no ping, so it was dropped");
    }

    /// <summary>A WebSocket whose other end neither reads nor says anything.</summary>
    private sealed class StuckSocket : WebSocket
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Aborted { get; private set; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => Aborted ? WebSocketState.Aborted : WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
            Aborted = true;
            _end.TrySetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Dispose() => _end.TrySetResult();

        public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            await _end.Task.WaitAsync(cancellationToken);
            return new WebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
        }

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            _end.Task.WaitAsync(cancellationToken);
    }
}
