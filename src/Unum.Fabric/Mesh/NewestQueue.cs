namespace Unum.Fabric.Mesh;

/// <summary>What waits to be sent over one link: for each node its newest message, in the order in which nodes began to wait.</summary>
/// <remarks>
/// A slow reader so gets fewer, but always the newest, beats of every node, and memory stays bounded. When more nodes wait than
/// there is room for, the one that has waited longest loses its message. Control frames wait in the same order under names that
/// no node may have. Thread-safe; one reader.
/// </remarks>
internal sealed class NewestQueue(int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private bool _complete;

    /// <summary>Messages that a newer one replaced, or that had to go.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a frame; nothing happens when the queue is complete.</summary>
    public void Add(string key, ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            if (_complete) return;
            if (_waiting.ContainsKey(key))
            {
                Dropped++;
            }
            else
            {
                if (_order.Count == capacity)
                {
                    _waiting.Remove(_order.Dequeue());
                    Dropped++;
                }

                _order.Enqueue(key);
            }

            _waiting[key] = frame;
            if (_signal.CurrentCount == 0) _signal.Release();
        }
    }

    /// <summary>Takes the next frame.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            if (_order.TryDequeue(out string? key)) return _waiting.Remove(key, out frame);
        }

        frame = default;
        return false;
    }

    /// <summary>Waits for a frame.</summary>
    /// <returns>False when the queue is complete.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(cancellationToken);
        lock (_gate) return !_complete;
    }

    /// <summary>Nothing more is to be sent; what waits is forgotten.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_complete) return;
            _complete = true;
            _waiting.Clear();
            _order.Clear();
            if (_signal.CurrentCount == 0) _signal.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
