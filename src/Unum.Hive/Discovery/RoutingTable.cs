namespace Unum.Hive.Discovery;

/// <summary>
/// Whom a node knows: for every length of shared prefix a bucket of at most k contacts, oldest first (Kademlia, section 2.4). A contact that answers stays; a
/// newcomer takes the place of one that failed. Long-lived contacts live longest, and a flood of new ids cannot push them out.
/// </summary>
public sealed class RoutingTable
{
    private readonly DhtId _self;
    private readonly int _bucketSize;
    private readonly List<Entry>?[] _buckets = new List<Entry>?[DhtId.Bits];

    /// <summary>An empty table around an id.</summary>
    public RoutingTable(DhtId self, int bucketSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketSize, 1);
        _self = self;
        _bucketSize = bucketSize;
    }

    /// <summary>Contacts known.</summary>
    public int Count { get; private set; }

    /// <summary>Notes that a contact answered: it proved its address.</summary>
    /// <returns>False when its bucket is full of contacts that answer.</returns>
    public bool Heard(DhtContact contact)
    {
        if (contact.Id == _self) return false;
        List<Entry> bucket = _buckets[_self.SharedPrefix(contact.Id)] ??= new List<Entry>(_bucketSize);
        int at = bucket.FindIndex(e => e.Contact.Id == contact.Id);
        if (at >= 0)
        {
            // Another address under a known id must first outlive the old one: else anybody could redirect it.
            Entry known = bucket[at];
            if (!known.Contact.Address.Equals(contact.Address) && known.Failures == 0) return false;
            bucket.RemoveAt(at);
            bucket.Add(new Entry(contact, 0));
            return true;
        }

        if (bucket.Count == _bucketSize)
        {
            int failed = bucket.FindIndex(static e => e.Failures > 0);
            if (failed < 0) return false;
            bucket.RemoveAt(failed);
            Count--;
        }

        bucket.Add(new Entry(contact, 0));
        Count++;
        return true;
    }

    /// <summary>Notes that a contact did not answer; after the second time in a row it is forgotten.</summary>
    public void Failed(DhtId id)
    {
        if (id == _self || _buckets[_self.SharedPrefix(id)] is not { } bucket) return;
        int at = bucket.FindIndex(e => e.Contact.Id == id);
        if (at < 0) return;
        if (bucket[at].Failures > 0)
        {
            bucket.RemoveAt(at);
            Count--;
        }
        else
        {
            bucket[at] = bucket[at] with { Failures = 1 };
        }
    }

    /// <summary>The nearest contacts to a target, nearest first.</summary>
    public IReadOnlyList<DhtContact> Nearest(DhtId target, int most)
    {
        List<DhtContact> found = new(most + _bucketSize);
        int shared = Math.Min(_self.SharedPrefix(target), DhtId.Bits - 1);
        // The target's own bucket and all deeper ones are nearer than any shallower one; the shallower ones get farther one by one.
        for (int i = shared; i < DhtId.Bits; i++) Take(i);
        for (int i = shared - 1; i >= 0 && found.Count < most; i--) Take(i);
        found.Sort((x, y) => target.CompareDistance(x.Id, y.Id));
        return found.Count <= most ? found : found.GetRange(0, most);

        void Take(int bucket)
        {
            if (_buckets[bucket] is { } entries) found.AddRange(entries.Select(static e => e.Contact));
        }
    }

    /// <summary>Depths of buckets that are not full, shallow first: where a refresh may find somebody.</summary>
    public IEnumerable<int> Thin()
    {
        int deepest = Array.FindLastIndex(_buckets, static b => b is { Count: > 0 });
        for (int i = 0; i <= deepest; i++)
        {
            if (_buckets[i] is not { } bucket || bucket.Count < _bucketSize) yield return i;
        }
    }

    /// <summary>Every contact.</summary>
    public IEnumerable<DhtContact> All() => _buckets.Where(static b => b is not null).SelectMany(static b => b!.Select(static e => e.Contact));

    private readonly record struct Entry(DhtContact Contact, int Failures);
}
