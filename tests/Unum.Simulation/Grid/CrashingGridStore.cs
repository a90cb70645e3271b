using Unum.Grid.Instances;

namespace Unum.Simulation.Grid;

/// <summary>
/// A store on a machine that stops at a given step. What was synced survives. What was appended since survives as a disk may leave it: cut anywhere, the rest
/// missing, zero, noise or with a flipped bit. A replaced object is the old or the new one.
/// </summary>
internal sealed class CrashingGridStore(Random random, int crashAt, bool powerFails) : IGridStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Content> _objects = new(StringComparer.Ordinal);
    private bool _crashed;

    /// <summary>Steps that change something, so far.</summary>
    public int Steps { get; private set; }

    public bool Crashed => _crashed;

    public IReadOnlyList<string> List(string prefix)
    {
        lock (_gate)
        {
            Alive();
            return [.. _objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    public IGridObject Open(string name)
    {
        lock (_gate)
        {
            Alive();
            if (!_objects.TryGetValue(name, out Content? found)) _objects.Add(name, found = new());
            return new Opened(this, found);
        }
    }

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        byte[] bytes = content.ToArray();
        Step(
            () => _objects[name] = new() { Bytes = [.. bytes], Synced = bytes.Length },
            () =>
            {
                if (random.Next(2) == 0) _objects[name] = new() { Bytes = [.. bytes], Synced = bytes.Length };
            });
    }

    public void Delete(string name) => Step(() => _objects.Remove(name), () => { });

    public void Dispose()
    {
    }

    /// <summary>What the next start finds.</summary>
    public MemoryGridStore Survivors()
    {
        MemoryGridStore store = new();
        foreach ((string name, Content content) in _objects) store.Replace(name, content.Survives(random, powerFails));
        return store;
    }

    private void Alive()
    {
        if (_crashed) throw new CrashedException();
    }

    private void Step(Action act, Action half)
    {
        lock (_gate)
        {
            Alive();
            if (++Steps == crashAt)
            {
                half();
                _crashed = true;
                throw new CrashedException();
            }

            act();
        }
    }

    private sealed class Content
    {
        public List<byte> Bytes { get; init; } = [];

        public int Synced { get; set; }

        public byte[] Survives(Random random, bool powerFails)
        {
            byte[] all = [.. Bytes];
            if (!powerFails || Synced >= all.Length) return all;
            int kept = Synced + random.Next(all.Length - Synced + 1);
            switch (random.Next(4))
            {
                case 0: return all[..kept];
                case 1:
                    all.AsSpan(kept).Clear();
                    return all;
                case 2:
                    random.NextBytes(all.AsSpan(kept));
                    return all;
                default: return all;
            }
        }
    }

    private sealed class Opened(CrashingGridStore store, Content content) : IGridObject
    {
        public long Length
        {
            get
            {
                lock (store._gate) return content.Bytes.Count;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (store._gate)
            {
                store.Alive();
                int count = (int)Math.Clamp(content.Bytes.Count - offset, 0, buffer.Length);
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content.Bytes).Slice((int)Math.Min(offset, content.Bytes.Count), count).CopyTo(buffer);
                return count;
            }
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            store.Step(() => content.Bytes.AddRange(copy), () => content.Bytes.AddRange(copy.Take(store.Cut(copy.Length))));
        }

        public void Sync() => store.Step(() => content.Synced = content.Bytes.Count, () => { });

        public void Truncate(long length) => store.Step(
            () =>
            {
                content.Bytes.RemoveRange((int)length, content.Bytes.Count - (int)length);
                content.Synced = (int)length;
            },
            () => { });

        public void Dispose()
        {
        }
    }

    private int Cut(int length) => random.Next(length + 1);
}
