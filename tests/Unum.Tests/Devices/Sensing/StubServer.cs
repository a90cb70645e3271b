using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Unum.Tests.Devices.Sensing;

/// <summary>A real TCP server on the loopback that answers each connection as the test says, well or badly.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<StubConnection, Task> _answer;
    private readonly List<Task> _answers = [];
    private readonly Task _accepting;
    private int _connections;

    public StubServer(Func<StubConnection, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Connections => Volatile.Read(ref _connections);

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>A server whose every request is answered by the text of a whole HTTP message.</summary>
    public static StubServer Http(Func<int, string> answer) => new(async connection =>
    {
        while (await connection.ReadHeadAsync() is not null) await connection.WriteAsync(answer(connection.Number));
    });

    public static string Ok(string body) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_answers);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                _answers.Add(AnswerAsync(client, Interlocked.Increment(ref _connections)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            return; // stopped
        }
    }

    private async Task AnswerAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                await _answer(new StubConnection(client, number, _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or WebSocketException or ObjectDisposedException)
            {
                return; // the sensor hung up
            }
        }
    }
}

/// <summary>One connection to a <see cref="StubServer"/>, numbered from 1.</summary>
internal sealed class StubConnection(TcpClient client, int number, CancellationToken stop)
{
    private readonly NetworkStream _stream = client.GetStream();

    public int Number => number;

    public CancellationToken Stop => stop;

    public Stream Raw => _stream;

    /// <summary>Closes with a reset, as a crashed peer does.</summary>
    public void Reset() => client.Client.Close(0);

    public Task StallAsync() => Task.Delay(Timeout.Infinite, stop);

    public async Task WriteAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    public async Task<string?> ReadHeadAsync()
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _stream.ReadAsync(one, stop) == 0) return null;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async Task<WebSocket> UpgradeAsync()
    {
        string head = await ReadHeadAsync() ?? throw new IOException("no request");
        string key = head.Split("\r\n").Single(l => l.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':')[1].Trim();
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        return WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true });
    }
}
