using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Unum.Node.Konomi.Api;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi.Live;

/// <summary>
/// One WebSocket: messages are answered one after another, events come between the answers. The socket is read all the time, also
/// while an answer is being thought of: else the caller's pongs would go unheard, and its leaving unnoticed.
/// <para>
/// What keeps a bad or absent caller from costing anything: a message has at most <see cref="LargestMessage"/> bytes (close
/// 1009), must be text (close 1003); <see cref="MostWaiting"/> may wait for their answers, more are refused; the queue of what goes out has <see cref="QueueLength"/> places, an answer waits for a place
/// (so a caller that does not read is not read either), an event that finds none is dropped and counted; a frame that cannot be
/// sent within <see cref="SendPatience"/> ends the connection; a half-open connection is found by the server's pings.
/// </para>
/// </summary>
internal sealed class SocketSession
{
    public const int LargestMessage = 64 * 1024;
    public const int QueueLength = 256; // all that a collective thought tells
    public const int MostWaiting = 16;
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    private readonly IReadOnlyDictionary<string, SocketAction> _actions;
    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Channel<byte[]> _incoming = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
    private int _missed;

    public SocketSession(WebSocket socket, IReadOnlyDictionary<string, SocketAction> actions, TimeProvider time)
    {
        _socket = socket;
        _actions = actions;
        _time = time;
    }

    /// <summary>What the actions keep for this caller; disposed with it.</summary>
    public SocketState State { get; } = new();

    /// <summary>Tells something that was not asked for; dropped when the caller is too slow.</summary>
    /// <returns>Whether it will be sent.</returns>
    public bool Tell(object happened)
    {
        if (_outgoing.Reader.Count >= QueueLength - 8)
        {
            Interlocked.Increment(ref _missed);
            return false;
        }

        int missed = Interlocked.Exchange(ref _missed, 0);
        if (missed > 0) _outgoing.Writer.TryWrite(Bytes(new { Event = "missed", Count = missed, Detail = "You read too slowly; so many events were dropped." }));
        return _outgoing.Writer.TryWrite(Bytes(happened));
    }

    /// <summary>Serves the caller until it leaves, misbehaves or the node stops.</summary>
    public async Task ServeAsync(CancellationToken stopping)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task sending = SendAsync(ended), answering = AnswerAllAsync(ended.Token);
        (WebSocketCloseStatus Status, string Why) close = (WebSocketCloseStatus.EndpointUnavailable, "the node stops");
        try
        {
            close = await ListenAsync(ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ChannelClosedException)
        {
            // It left, was cut off or the node stops: all are normal ends.
        }
        finally
        {
            // Who says goodbye politely still hears the answers to what it asked; who misbehaved or vanished does not.
            _incoming.Writer.TryComplete();
            if (close.Status != WebSocketCloseStatus.NormalClosure) await ended.CancelAsync();
            await answering;
            _outgoing.Writer.TryComplete();
            State.Dispose();
            await sending;
            await CloseAsync(close.Status, close.Why);
            await ended.CancelAsync();
        }
    }

    private async Task AnswerAllAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (byte[] message in _incoming.Reader.ReadAllAsync(stopping))
            {
                await _outgoing.Writer.WriteAsync(await AnswerAsync(message, stopping), stopping);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The caller has gone: nobody hears the answer.
        }
    }

    private async Task<(WebSocketCloseStatus, string)> ListenAsync(CancellationToken stopping)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    if (length == buffer.Length) buffer = Grown(buffer);
                    got = await _socket.ReceiveAsync(buffer.AsMemory(length), stopping);
                    length += got.Count;
                    if (length > LargestMessage) return (WebSocketCloseStatus.MessageTooBig, FormattableString.Invariant($"a message has at most {LargestMessage} bytes"));
                }
                while (!got.EndOfMessage);

                if (got.MessageType == WebSocketMessageType.Close) return (WebSocketCloseStatus.NormalClosure, "");
                if (got.MessageType == WebSocketMessageType.Binary) return (WebSocketCloseStatus.InvalidMessageType, "send JSON as text, not binary");
                if (_incoming.Writer.TryWrite(buffer.AsSpan(0, length).ToArray())) continue;
                await _outgoing.Writer.WriteAsync(
                    Error("Too much at once.", FormattableString.Invariant($"{MostWaiting} of your messages wait for their answers; this one was not taken. Hear the answers first."), null, null, retry: 1), stopping);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> message, CancellationToken stopping)
    {
        string? action = null;
        JsonNode? id = null;
        try
        {
            using JsonDocument json = Parse(message);
            (action, id) = Envelope(json.RootElement);
            if (action is null) throw ApiProblem.Invalid("'action' is missing: one of " + string.Join(", ", _actions.Keys) + ".");
            if (!_actions.TryGetValue(action, out SocketAction? known)) throw ApiProblem.Missing("action", $"'{action}' is none of {string.Join(", ", _actions.Keys)}.");
            object answer = await known.Handle(new SocketCall(this, RequestReading.Fields(known.Fields, json.RootElement), stopping));
            return id is null ? Bytes(answer) : WithId(answer, id);
        }
        catch (ApiProblem problem)
        {
            return Error(problem.Title, problem.Message, action, id, problem.RetrySeconds);
        }
        catch (Exception e) when (ApiProblem.Of(e) is { } problem)
        {
            return Error(problem.Title, problem.Message, action, id, problem.RetrySeconds);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> message)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(message, Shallow);
        }
        catch (JsonException e)
        {
            throw ApiProblem.Malformed($"The message is not JSON: {e.Message}");
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
        json.Dispose();
        throw ApiProblem.Malformed("A message is a JSON object with an \"action\".");
    }

    private static (string? Action, JsonNode? Id) Envelope(JsonElement message)
    {
        try
        {
            JsonNode? id = message.TryGetProperty("id", out JsonElement given) && given.ValueKind is JsonValueKind.String or JsonValueKind.Number && given.GetRawText().Length <= 256
                ? JsonNode.Parse(given.GetRawText())
                : null;
            if (!message.TryGetProperty("action", out JsonElement action)) return (null, id);
            if (action.ValueKind != JsonValueKind.String) throw ApiProblem.Field("action", "'action' must be text.");
            return (action.GetString()![..Math.Min(action.GetString()!.Length, ApiField.LongestName)], id);
        }
        catch (InvalidOperationException)
        {
            throw ApiProblem.Malformed("The message holds text that is not valid Unicode.");
        }
    }

    private static byte[] WithId(object answer, JsonNode id)
    {
        JsonObject tagged = (JsonObject)JsonSerializer.SerializeToNode(answer, answer.GetType(), Wire.Json)!;
        tagged["id"] = id;
        return Bytes(tagged);
    }

    private static byte[] Error(string error, string detail, string? action, JsonNode? id, int? retry)
    {
        JsonObject answer = new() { ["error"] = error, ["detail"] = detail, ["action"] = action };
        if (id is not null) answer["id"] = id;
        if (retry is not null) answer["retry_after"] = retry;
        return Bytes(answer);
    }

    private static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Wire.Json);

    private async Task SendAsync(CancellationTokenSource ended)
    {
        try
        {
            await foreach (byte[] message in _outgoing.Reader.ReadAllAsync(CancellationToken.None))
            {
                using CancellationTokenSource patience = new(SendPatience, _time);
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            _socket.Abort(); // it reads too slowly, or has gone
            _outgoing.Writer.TryComplete();
            await ended.CancelAsync();
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string why)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1), _time);
        try
        {
            await _socket.CloseOutputAsync(status, why, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            _socket.Abort();
        }
    }
}
