namespace Unum.Grid.Consensus;

/// <summary>Keeps everything in memory: for tests, demonstrations, and ledgers that need not survive their process. Outlives the ledgers opened on it.</summary>
public sealed class MemoryLedgerStorage : ILedgerStorage
{
    private readonly Dictionary<int, Votes> _votes = [];
    private readonly Dictionary<int, Blocks> _blocks = [];
    private readonly Dictionary<string, byte[]> _named = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public IVoteStore OpenVotes(int validator)
    {
        lock (_gate) return _votes.TryGetValue(validator, out Votes? votes) ? votes : _votes[validator] = new();
    }

    /// <inheritdoc/>
    public IBlockStore OpenBlocks(int validator)
    {
        lock (_gate) return _blocks.TryGetValue(validator, out Blocks? blocks) ? blocks : _blocks[validator] = new();
    }

    /// <inheritdoc/>
    public byte[]? Load(string name)
    {
        lock (_gate) return _named.GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public void Save(string name, ReadOnlySpan<byte> content)
    {
        lock (_gate) _named[name] = content.ToArray();
    }

    private sealed class Votes : IVoteStore
    {
        private List<(long Round, byte[] Record)> _records = [];

        public IReadOnlyList<byte[]> Load() => [.. _records.Select(r => r.Record)];

        public void Append(long round, ReadOnlySpan<byte> record) => _records.Add((round, record.ToArray()));

        public void Flush()
        {
            // Memory is as safe as it gets here.
        }

        public void Forget(long round)
        {
            if (_records.Count >= 256) _records = [.. _records.Where(r => r.Round > round)];
        }

        public void Dispose()
        {
            // Kept: the storage outlives its users.
        }
    }

    private sealed class Blocks : IBlockStore
    {
        private readonly List<byte[]> _blocks = [];
        private readonly Lock _gate = new();

        public long Height
        {
            get
            {
                lock (_gate) return _blocks.Count;
            }
        }

        public void Append(ReadOnlySpan<byte> block)
        {
            byte[] copy = block.ToArray();
            lock (_gate) _blocks.Add(copy);
        }

        public byte[]? Read(long height)
        {
            lock (_gate) return height >= 1 && height <= _blocks.Count ? _blocks[(int)height - 1] : null;
        }

        public void Dispose()
        {
            // Kept: the storage outlives its users.
        }
    }
}
