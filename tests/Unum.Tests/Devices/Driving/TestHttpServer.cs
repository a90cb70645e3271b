using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Unum.Tests.Devices.Driving;

/// <summary>An HTTP server on raw TCP that answers as told: each request takes the next answer, the last one stays.</summary>
internal sealed class TestHttpServer : IAsyncDisposable
{
    internal const int Stall = -1;
    internal const int Drop = -2;
    internal const int Garbage = -3;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<int> _answers;
    private readonly Channel<(string Head, string Body)> _requests = Channel.CreateUnbounded<(string, string)>();
    private readonly Task _accepting;
    private readonly ConcurrentBag<Task> _serving = [];

    internal TestHttpServer(params int[] answers)
    {
        _answers = new ConcurrentQueue<int>(answers);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/in?room=3");

    internal Task<(string Head, string Body)> RequestAsync() => _requests.Reader.ReadAsync(TestContext.Current.CancellationToken).SoonAsync();

    internal bool HasRequest => _requests.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using NetworkStream stream = client.GetStream();
                using StreamReader reader = new(stream, Encoding.UTF8);
                while (await ReadAsync(reader) is { } request)
                {
                    if (!_answers.TryPeek(out int answer)) answer = 200;
                    if (_answers.Count > 1) _answers.TryDequeue(out _);
                    await _requests.Writer.WriteAsync(request, _stop.Token);
                    if (answer == Drop) return;
                    if (answer == Stall) await Task.Delay(Timeout.Infinite, _stop.Token);
                    string text = answer == Garbage ? "!?\0\r\n\r\n" : FormattableString.Invariant($"HTTP/1.1 {answer} Test\r\nContent-Length: 2\r\n\r\nok");
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The client or the test is done.
            }
        }
    }

    private async Task<(string, string)?> ReadAsync(StreamReader reader)
    {
        StringBuilder head = new();
        int length = 0;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            head.AppendLine(line);
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture);
        }

        if (head.Length == 0) return null;
        char[] body = new char[length];
        await reader.ReadBlockAsync(body.AsMemory(), _stop.Token);
        return (head.ToString(), new string(body));
    }
}
