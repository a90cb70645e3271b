using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Unum.Tests.Devices.Sensing;

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
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; nothing secret depends on it
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        return WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true });
    }
}
