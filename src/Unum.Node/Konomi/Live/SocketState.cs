namespace Unum.Node.Konomi.Live;

/// <summary>What a WebSocket's caller has: its cube and its subscriptions.</summary>
internal sealed class SocketState : IDisposable
{
    public const int MostSubscriptions = 16;

    private readonly Dictionary<string, IDisposable> _subscriptions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _over;

    private IDisposable? _hold;

    /// <summary>The cube that actions without a cube_id mean; null before initialize.</summary>
    public string? CubeId { get; private set; }

    /// <summary>Takes a cube for this connection's own.</summary>
    public void Take(CubeEntry entry)
    {
        lock (_gate)
        {
            _hold?.Dispose();
            _hold = _over ? null : entry.Hold();
            CubeId = entry.Cube.Id;
        }
    }

    /// <summary>Keeps a subscription under its topic; an older one of the same topic ends.</summary>
    /// <returns>Whether there was room.</returns>
    public bool Keep(string topic, IDisposable subscription)
    {
        lock (_gate)
        {
            if (_over || _subscriptions.Count >= MostSubscriptions && !_subscriptions.ContainsKey(topic)) return false;
            if (_subscriptions.Remove(topic, out IDisposable? older)) older.Dispose();
            _subscriptions[topic] = subscription;
            return true;
        }
    }

    /// <summary>Ends a subscription.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Drop(string topic)
    {
        lock (_gate)
        {
            if (!_subscriptions.Remove(topic, out IDisposable? subscription)) return false;
            subscription.Dispose();
            return true;
        }
    }

    /// <summary>Ends all.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _hold?.Dispose();
            foreach (IDisposable subscription in _subscriptions.Values) subscription.Dispose();
            _subscriptions.Clear();
        }
    }
}
