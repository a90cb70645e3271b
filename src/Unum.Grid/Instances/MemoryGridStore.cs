namespace Unum.Grid.Instances;

/// <summary>A store that lasts as long as its process: for grids that nobody keeps, and for tests.</summary>
public sealed class MemoryGridStore : IGridStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryObject> _objects = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string prefix)
    {
        lock (_gate) return [.. _objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    /// <inheritdoc/>
    public IGridObject Open(string name)
    {
        lock (_gate)
        {
            if (!_objects.TryGetValue(name, out MemoryObject? found)) _objects.Add(name, found = new());
            return found;
        }
    }

    /// <inheritdoc/>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        MemoryObject made = new();
        made.Append(content);
        lock (_gate) _objects[name] = made;
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        lock (_gate) _objects.Remove(name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What it holds is there for whoever opens it next, in the same process.
    }

    /// <summary>Flips bits of a byte, as a failing medium does: for tests.</summary>
    internal void Damage(string name, long at, byte bits)
    {
        lock (_gate) _objects[name].Flip(at, bits);
    }

    private sealed class MemoryObject : IGridObject
    {
        private readonly Lock _gate = new();
        private readonly MemoryStream _bytes = new();

        public long Length
        {
            get
            {
                lock (_gate) return _bytes.Length;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (_gate)
            {
                _bytes.Position = Math.Min(offset, _bytes.Length);
                return _bytes.Read(buffer);
            }
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            lock (_gate)
            {
                _bytes.Position = _bytes.Length;
                _bytes.Write(bytes);
            }
        }

        public void Flip(long at, byte bits)
        {
            lock (_gate) _bytes.GetBuffer()[at] ^= bits;
        }

        public void Sync()
        {
        }

        public void Truncate(long length)
        {
            lock (_gate) _bytes.SetLength(length);
        }

        public void Dispose()
        {
        }
    }
}
