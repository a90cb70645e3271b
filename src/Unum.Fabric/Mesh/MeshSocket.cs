using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Unum.Kairos.Mesh;

namespace Unum.Fabric.Mesh;

/// <summary>One conversation with another process over an open WebSocket, whoever opened it.</summary>
/// <remarks>
/// Two loops: one receives, judges and hands on; one sends what waits. The conversation ends by the other's close, by our own
/// (with a reason) for garbage, forgery, an endless row of refusals, or when the process stops. One frame holds one message.
/// Where the mesh has a key, nothing of it is sent to a process that has not shown that it has the key too.
/// </remarks>
internal sealed class MeshSocket : IMeshLink, IDisposable
{
    private const string HelloKey = "\0hello";
    private const string PeersKey = "\0peers";
    private const int MaxReason = 120;

    private readonly WebSocket _socket;
    private readonly WebSocketMesh _mesh;
    private readonly MeshLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly NewestQueue _queue;
    private readonly RateLimit _rate;
    private readonly TaskCompletionSource<(WebSocketCloseStatus Status, string Reason)> _end =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _trusted;
    private int _refusedInARow;
    private long _received;
    private long _refused;
    private long _sent;

    public MeshSocket(WebSocket socket, string remote, bool dialled, WebSocketMesh mesh, MeshLinkOptions options, TimeProvider time)
    {
        _socket = socket;
        _mesh = mesh;
        _options = options;
        _time = time;
        _queue = new NewestQueue(options.QueueLength);
        _rate = new RateLimit(options.MessagesPerSecond, options.Burst, time);
        Remote = remote;
        Dialled = dialled;
    }

    public string Remote { get; }

    public bool Dialled { get; }

    /// <summary>Where the other listens, once it has said so; set by the mesh under its lock.</summary>
    public string? Address { get; set; }

    /// <summary>Whether the address book counts this link; set by the mesh under its lock.</summary>
    public bool Counted { get; set; }

    /// <summary>The nodes at the other end, once it has said so.</summary>
    public IReadOnlyList<string> NodeIds { get; set; } = [];

    public MeshLinkState State => new(
        Remote, Dialled, Address, NodeIds, Interlocked.Read(ref _received), Interlocked.Read(ref _refused), Interlocked.Read(ref _sent),
        _queue.Dropped);

    /// <inheritdoc/>
    public void Send(string nodeId, ReadOnlyMemory<byte> frame) => _queue.Add(nodeId, frame);

    public void SendHello(byte[] frame) => _queue.Add(HelloKey, frame);

    /// <summary>Lists do not replace each other.</summary>
    public void SendPeers(byte[] frame, int number) => _queue.Add(PeersKey + number.ToString(CultureInfo.InvariantCulture), frame);

    /// <summary>Ends the conversation with a reason that the other gets to see.</summary>
    public void End(WebSocketCloseStatus status, string reason) => _end.TrySetResult((status, reason));

    /// <summary>Talks until either side ends it. Never throws.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration stop = cancellationToken.Register(
            () => End(WebSocketCloseStatus.EndpointUnavailable, "this process stops"));
        if (_mesh.IsOpen || Dialled) SendHello(_mesh.Hello());
        if (_mesh.IsOpen) Trust();

        Task receiving = ReceiveAllAsync();
        Task sending = SendAllAsync();
        if (!_mesh.IsOpen) _ = EndStrangerAsync();
        (WebSocketCloseStatus status, string reason) = await _end.Task;
        _mesh.Ended(this);
        _queue.Complete();
        await CloseAsync(status, reason, receiving, sending);
        return reason;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        _socket.Dispose();
    }

    private async Task ReceiveAllAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PhaseMessageCodec.MaxLength + 1);
        try
        {
            int length = 0;
            while (true)
            {
                ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(
                    buffer.AsMemory(length, PhaseMessageCodec.MaxLength + 1 - length), CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    End(WebSocketCloseStatus.NormalClosure, $"closed by the other: {_socket.CloseStatusDescription ?? "no reason given"}");
                    return;
                }

                // After an end of ours only the other's close is awaited.
                if (_end.Task.IsCompleted) continue;
                length += got.Count;
                if (length > PhaseMessageCodec.MaxLength)
                {
                    _mesh.CountRefusal(RefusalReason.Oversized);
                    End(WebSocketCloseStatus.MessageTooBig, "a frame has at most 4096 bytes");
                    length = 0;
                }
                else if (got.EndOfMessage)
                {
                    Take(buffer.AsMemory(0, length), got.MessageType);
                    length = 0;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            End(WebSocketCloseStatus.Empty, $"lost: {e.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Take(ReadOnlyMemory<byte> frame, WebSocketMessageType type)
    {
        Interlocked.Increment(ref _received);
        if (type != WebSocketMessageType.Text)
        {
            _mesh.CountRefusal(RefusalReason.Malformed);
            End(WebSocketCloseStatus.InvalidMessageType, "frames are JSON text");
            return;
        }

        if (!_rate.Pass())
        {
            Interlocked.Increment(ref _refused);
            _mesh.CountRefusal(RefusalReason.RateLimited);
            return;
        }

        Admission admission = MeshHelloCodec.IsHello(frame.Span) ? _mesh.TakeHello(frame, this) : _mesh.TakeMessage(frame.Span, this);
        if (admission.Accepted)
        {
            _refusedInARow = 0;
            Trust();
            return;
        }

        Interlocked.Increment(ref _refused);
        if (admission.Reason == RefusalReason.Unauthenticated) End(WebSocketCloseStatus.PolicyViolation, admission.Detail!);
        else if (admission is { Reason: RefusalReason.Malformed, Detail: "not valid JSON" or "not valid UTF-8" })
            End(WebSocketCloseStatus.InvalidPayloadData, admission.Detail);
        else if (++_refusedInARow >= _options.MaxRefusedInARow)
            End(WebSocketCloseStatus.PolicyViolation, string.Create(CultureInfo.InvariantCulture, $"{_refusedInARow} messages refused in a row, the last: {admission.Detail ?? Enum.GetName(admission.Reason)}"));
    }

    // The other has the key, or there is none: from now on it hears the mesh.
    private void Trust()
    {
        if (Interlocked.Exchange(ref _trusted, 1) == 0) _mesh.Trusted(this);
    }

    private async Task EndStrangerAsync()
    {
        await Task.WhenAny(_end.Task, Task.Delay(_options.Patience, _time));
        if (Volatile.Read(ref _trusted) == 0) End(WebSocketCloseStatus.PolicyViolation, "no message with a valid mac came");
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (await _queue.WaitAsync(CancellationToken.None))
            {
                while (_queue.TryTake(out ReadOnlyMemory<byte> frame))
                {
                    // A cancelled send aborts the socket, which is right: the other has not read for as long as our patience.
                    using CancellationTokenSource patience = new(_options.Patience, _time);
                    await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                    Interlocked.Increment(ref _sent);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            End(WebSocketCloseStatus.Empty, e is OperationCanceledException ? "the other does not read" : $"lost: {e.Message}");
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason, Task receiving, Task sending)
    {
        using CancellationTokenSource patience = new(_options.Patience, _time);
        try
        {
            await sending.WaitAsync(patience.Token);
            if (status != WebSocketCloseStatus.Empty && _socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(status, Short(reason), patience.Token);
            if (_socket.State == WebSocketState.CloseSent) await receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The other is gone already; there is nobody to tell.
        }

        _socket.Abort();
        await Task.WhenAll(receiving, sending);
    }

    // A close frame holds 123 bytes of reason.
    private static string Short(string reason)
    {
        while (Encoding.UTF8.GetByteCount(reason) > MaxReason) reason = reason[..^1];
        return reason;
    }
}
