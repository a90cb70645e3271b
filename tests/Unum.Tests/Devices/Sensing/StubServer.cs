using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
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

    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>A server whose every request is answered by the text of a whole HTTP message.</summary>
    public static StubServer Http(Func<int, string> answer) => new(async connection =>
    {
        while (await connection.ReadHeadAsync() is not null) await connection.WriteAsync(answer(connection.Number));
    });

    public static string Ok(string body) =>
        FormattableString.Invariant(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

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
