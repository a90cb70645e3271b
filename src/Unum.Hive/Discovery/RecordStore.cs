namespace Unum.Hive.Discovery;

/// <summary>Records that a node keeps for others: bounded in all and under each key, forgotten when they expire. A node has one record under a key.</summary>
internal sealed class RecordStore(DhtOptions options)
{
    private readonly Dictionary<DhtId, Dictionary<DhtId, Kept>> _keys = [];

    public int Count { get; private set; }

    /// <summary>Keeps a verified record unless an as fresh one of the node is there or there is no room.</summary>
    public bool Keep(CapabilityRecord record, byte[] bytes, uint now)
    {
        if (record.Expires <= now || record.Expires > now + options.RecordLife.TotalSeconds + 60) return false;
        if (!_keys.TryGetValue(record.Key, out Dictionary<DhtId, Kept>? nodes)) _keys.Add(record.Key, nodes = []);
        if (nodes.TryGetValue(record.Node, out Kept? known))
        {
            if (known.Expires < record.Expires) nodes[record.Node] = new Kept(record.Expires, bytes);
            return true;
        }

        if (Count >= options.MostRecords || nodes.Count >= options.MostRecordsPerKey) Forget(now);
        if (Count >= options.MostRecords || nodes.Count >= options.MostRecordsPerKey) return false;
        nodes.Add(record.Node, new Kept(record.Expires, bytes));
        _keys[record.Key] = nodes;
        Count++;
        return true;
    }

    /// <summary>Up to so many live records under a key, picked at random so that holders of many name different ones.</summary>
    public IReadOnlyList<byte[]> Find(DhtId key, int most, uint now, Random random)
    {
        if (!_keys.TryGetValue(key, out Dictionary<DhtId, Kept>? nodes)) return [];
        byte[][] live = [.. nodes.Values.Where(k => k.Expires > now).Select(static k => k.Bytes)];
        random.Shuffle(live);
        return live.Length <= most ? live : live[..most];
    }

    public void Forget(uint now)
    {
        foreach ((DhtId key, Dictionary<DhtId, Kept> nodes) in _keys.ToArray())
        {
            foreach ((DhtId node, Kept kept) in nodes.ToArray())
            {
                if (kept.Expires > now) continue;
                nodes.Remove(node);
                Count--;
            }

            if (nodes.Count == 0) _keys.Remove(key);
        }
    }

    private sealed record Kept(uint Expires, byte[] Bytes);
}
