using System.Net.WebSockets;

namespace Unum.Devices.Driving;

/// <summary>One open WebSocket connection to a server: sends text with a time limit, hears what comes back, knows when it is closed.</summary>
internal sealed class WebSocketLink : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _hearing;
    private volatile string _reason = "the server closed the connection";

    private WebSocketLink(ClientWebSocket socket, TimeSpan timeout, TimeProvider time, Func<ReadOnlyMemory<byte>, string?>? hear)
    {
        _socket = socket;
        _timeout = timeout;
        _time = time;
        Closed = _closed.Token;
        _hearing = HearAsync(hear);
    }

    /// <summary>Cancelled when the connection is gone.</summary>
    internal CancellationToken Closed { get; }

    /// <summary>Why it is gone.</summary>
    internal string Reason => _reason;

    /// <summary>Connects.</summary>
    /// <param name="url">ws:// or wss://.</param>
    /// <param name="token">Sent as a bearer token; null for none.</param>
    /// <param name="timeout">For connecting, and for each send.</param>
    /// <param name="time">The clock of the timeouts.</param>
    /// <param name="hear">Told every short text that comes back; what it returns, unless null, is a reason to close.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="WebSocketException">The server refused.</exception>
    /// <exception cref="TimeoutException">The server did not answer in time.</exception>
    internal static async Task<WebSocketLink> ConnectAsync(
        Uri url, string? token, TimeSpan timeout, TimeProvider time, Func<ReadOnlyMemory<byte>, string?>? hear, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // Disposed below when it does not open, by the link when it does.
        ClientWebSocket socket = new();
#pragma warning restore CA2000
        try
        {
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(5);
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(5);
            if (token is not null) socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            using CancellationTokenSource late = new(timeout, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            try
            {
                await socket.ConnectAsync(url, either.Token);
            }
            catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(FormattableString.Invariant($"no answer within {timeout.TotalSeconds} s"), slow);
            }
            catch (WebSocketException refused) when (refused.InnerException is { } why)
            {
                throw new WebSocketException(why.Message, refused);
            }

            return new WebSocketLink(socket, timeout, time, hear);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a text message; a send that does not end in time aborts the connection.</summary>
    /// <exception cref="WebSocketException">The connection is gone.</exception>
    /// <exception cref="TimeoutException">The server takes nothing.</exception>
    internal async Task SendAsync(ReadOnlyMemory<byte> utf8)
    {
        using CancellationTokenSource late = new(_timeout, _time);
        try
        {
            await _socket.SendAsync(utf8, WebSocketMessageType.Text, endOfMessage: true, late.Token);
        }
        catch (OperationCanceledException slow)
        {
            throw new TimeoutException(FormattableString.Invariant($"the server took nothing for {_timeout.TotalSeconds} s"), slow);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using CancellationTokenSource late = new(CloseTimeout, _time);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late.Token);
                await _hearing.WaitAsync(CloseTimeout, _time, CancellationToken.None);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or TimeoutException or IOException)
        {
            // It will not be closed politely.
            _reason = gone.Message;
        }

        _socket.Abort();
        await _hearing;
        _socket.Dispose();
        _closed.Dispose();
    }

    private async Task HearAsync(Func<ReadOnlyMemory<byte>, string?>? hear)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType is WebSocketMessageType.Close) break;
                // Only what fits into one buffer is a status; the rest is not for us.
                if (part.EndOfMessage && hear?.Invoke(buffer.AsMemory(0, part.Count)) is { } reason)
                {
                    _reason = reason;
                    break;
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            _reason = gone.Message;
        }

        await _closed.CancelAsync();
    }
}
