using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Unum.Node.Reporting;

namespace Unum.Node.Serving;

/// <summary>
/// The dashboard's feed: every watcher gets a hello with what happened before it came, then the beats, at most
/// <see cref="MostPerSecond"/> a second of real time. In a sped-up world the beats between two messages are merged: the newest
/// state, all events. A watcher too slow to follow loses the oldest messages, never slows the node.
/// </summary>
internal sealed class LiveFeed(string nodeId, double beatHz, double threshold, string version, TimeProvider realTime)
{
    private const int MostPerSecond = 10;
    private const int HistoryLength = 600;
    private const int EventsKept = 200;
    private const int QueueLength = 64;

    private readonly ConcurrentDictionary<Channel<byte[]>, byte> _watchers = new();
    private readonly Queue<HistoryPoint> _history = new(HistoryLength);
    private readonly Queue<EventReport> _events = new(EventsKept);
    private readonly List<EventReport> _pending = [];
    private readonly Lock _gate = new();
    private LocksReport? _locks;
    private IReadOnlyList<TogetherReport>? _together;
    private IReadOnlyList<WeReport>? _we;
    private long _lastSent;
    private bool _sentAny;

    /// <summary>Pages connected now.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>Takes one beat; called by the heartbeat alone.</summary>
    public void Publish(BeatReport beat)
    {
        byte[] message;
        lock (_gate)
        {
            Keep(_history, new HistoryPoint(beat.Time, beat.One.Coherence, beat.One.Order), HistoryLength);
            foreach (EventReport happened in beat.Events)
            {
                Keep(_events, happened, EventsKept);
                if (_pending.Count < EventsKept) _pending.Add(happened);
            }

            _locks = beat.Locks ?? _locks;
            _together = beat.Together ?? _together;
            _we = beat.We ?? _we;
            if (_sentAny && realTime.GetElapsedTime(_lastSent) < TimeSpan.FromSeconds(0.9 / MostPerSecond)) return;
            _sentAny = true;
            _lastSent = realTime.GetTimestamp();
            if (_watchers.IsEmpty)
            {
                _pending.Clear();
                return;
            }

            message = JsonSerializer.SerializeToUtf8Bytes(
                beat with { Events = _pending.ToArray(), Locks = _locks, Together = _together, We = _we }, Wire.Json);
            _pending.Clear();
            _locks = null;
            _together = null;
            _we = null;
        }

        foreach (Channel<byte[]> watcher in _watchers.Keys) watcher.Writer.TryWrite(message);
    }

    /// <summary>Serves one page until it leaves or the node stops.</summary>
    public async Task ServeAsync(WebSocket socket, CancellationToken stopping)
    {
        Channel<byte[]> queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest });
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (_gate)
        {
            queue.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(
                new Hello(version, nodeId, beatHz, threshold, [.. _history], [.. _events]), Wire.Json));
            _watchers[queue] = 0;
        }

        Task listening = ListenAsync(socket, left);
        try
        {
            await foreach (byte[] message in queue.Reader.ReadAllAsync(left.Token))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, left.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The page left or the node stops: both are the normal end.
        }
        finally
        {
            _watchers.TryRemove(queue, out _);
            await CloseAsync(socket);
            await left.CancelAsync();
            await listening;
        }
    }

    /// <summary>Pages have nothing to say here; listening notices when they leave. One that talks too much is closed.</summary>
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource left)
    {
        byte[] ignored = new byte[1024];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                WebSocketReceiveResult result = await socket.ReceiveAsync(ignored, left.Token);
                if (result.MessageType == WebSocketMessageType.Close) break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // As above.
        }

        await left.CancelAsync();
    }

    private static async Task CloseAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "the node stops", patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    private static void Keep<T>(Queue<T> queue, T item, int most)
    {
        if (queue.Count == most) queue.Dequeue();
        queue.Enqueue(item);
    }

    private sealed record HistoryPoint(DateTimeOffset Time, double Coherence, double Order);

    private sealed record Hello(
        string Version, string NodeId, double BeatHz, double Threshold, IReadOnlyList<HistoryPoint> History, IReadOnlyList<EventReport> Events)
    {
        public string Type { get; } = "hello";
    }
}
