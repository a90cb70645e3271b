using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace Unum.Tests.Devices.Driving;

/// <summary>A WebSocket server on raw TCP; it hands out each connection, and every text message in order.</summary>
internal sealed class TestWebSocketServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly bool _mute;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly Channel<(WebSocket Socket, string Head)> _connections = Channel.CreateUnbounded<(WebSocket, string)>();
    private readonly List<TcpClient> _clients = [];
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    /// <param name="mute">Whether it accepts connections and never says a word.</param>
    /// <param name="port">0 for any.</param>
    internal TestWebSocketServer(bool mute = false, int port = 0)
    {
        _mute = mute;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal Uri Url => new($"ws://127.0.0.1:{Port}/");

    internal Task<string> MessageAsync() => _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).SoonAsync();

    internal bool HasMessage => _messages.Reader.TryPeek(out _);

    internal Task<(WebSocket Socket, string Head)> ConnectionAsync() => _connections.Reader.ReadAsync(TestContext.Current.CancellationToken).SoonAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (TcpClient client in _clients) client.Dispose();
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _clients.Add(client);
                if (!_mute) _serving.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            string head = await HandshakeAsync(stream);
            using WebSocket socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            await _connections.Writer.WriteAsync((socket, head), _stop.Token);
            byte[] buffer = new byte[64 * 1024];
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                if (result.MessageType is WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _stop.Token);
                    return;
                }

                await _messages.Writer.WriteAsync(Encoding.UTF8.GetString(buffer, 0, result.Count), _stop.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client or the test is done.
        }
    }

    private async Task<string> HandshakeAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) throw new IOException("closed in the handshake");
            head.Add(one[0]);
        }

        string text = Encoding.ASCII.GetString([.. head]);
        string key = text.Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        string answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
        return text;
    }
}
