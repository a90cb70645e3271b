using System.Runtime.InteropServices;

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
    private int _deepest = -1; // the last bucket that holds anybody

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
    /// <param name="contact">Who, and where.</param>
    /// <param name="seconds">When, in seconds since 1970.</param>
    /// <returns>False when its bucket is full of contacts that answer.</returns>
    public bool Heard(DhtContact contact, uint seconds = 0)
    {
        if (contact.Id == _self) return false;
        List<Entry> bucket = _buckets[_self.SharedPrefix(contact.Id)] ??= new List<Entry>(_bucketSize);
        int at = Find(bucket, contact.Id);
        if (at >= 0)
        {
            // Another address under a known id must first outlive the old one: else anybody could redirect it.
            Entry known = bucket[at];
            bool moved = !known.Contact.IsWith(contact);
            if (moved && known.Failures == 0) return false;
            bucket.RemoveAt(at);
            bucket.Add(new Entry(contact, seconds));
            return true;
        }

        if (bucket.Count == _bucketSize)
        {
            int failed = bucket.FindIndex(static e => e.Failures > 0);
            if (failed < 0) return false;
            bucket.RemoveAt(failed);
            Count--;
        }

        bucket.Add(new Entry(contact, seconds));
        Count++;
        _deepest = Math.Max(_deepest, _self.SharedPrefix(contact.Id));
        return true;
    }

    /// <summary>Notes that a contact did not answer; after the second time in a row it is forgotten.</summary>
    public void Failed(DhtId id)
    {
        if (id == _self || _buckets[_self.SharedPrefix(id)] is not { } bucket) return;
        int at = Find(bucket, id);
        if (at < 0) return;
        if (bucket[at].Failures > 0)
        {
            bucket.RemoveAt(at);
            Count--;
            while (_deepest >= 0 && _buckets[_deepest] is not { Count: > 0 }) _deepest--;
        }
        else
        {
            CollectionsMarshal.AsSpan(bucket)[at].Failures = 1;
        }
    }

    /// <summary>
    /// The nearest contacts to a target, nearest first. Whole buckets are nearer or farther than all others that were not taken yet, so only those that are
    /// needed are sorted: the target's own; then, going deeper, each that leaves this node's prefix where the target does too; then back, the others; at last the shallower ones.
    /// </summary>
    public IReadOnlyList<DhtContact> Nearest(DhtId target, int most)
    {
        List<DhtContact> found = new(most + _bucketSize);
        Nearest(target, most, found);
        return found;
    }

    /// <inheritdoc cref="Nearest(DhtId, int)"/>
    internal void Nearest(DhtId target, int most, List<DhtContact> found)
    {
        found.Clear();
        int shared = _self.SharedPrefix(target);
        for (int i = shared; i <= _deepest && found.Count < most; i++)
        {
            if (i == shared || _self.DiffersAt(i, target)) Take(i, target, found);
        }

        for (int i = _deepest; i > shared && found.Count < most; i--)
        {
            if (!_self.DiffersAt(i, target)) Take(i, target, found);
        }

        for (int i = Math.Min(shared - 1, _deepest); i >= 0 && found.Count < most; i--) Take(i, target, found);
        if (found.Count > most) found.RemoveRange(most, found.Count - most);
    }

    /// <summary>Depths of buckets that are not full, shallow first: where a refresh may find somebody.</summary>
    public IEnumerable<int> Thin()
    {
        for (int i = 0; i <= _deepest; i++)
        {
            if (_buckets[i] is not { } bucket || bucket.Count < _bucketSize) yield return i;
        }
    }

    /// <summary>Every contact.</summary>
    public IEnumerable<DhtContact> All() => _buckets.Where(static b => b is not null).SelectMany(static b => b!.Select(static e => e.Contact));

    /// <summary>Every contact with the second, since 1970, in which it last answered; shallow buckets first.</summary>
    public IEnumerable<(DhtContact Contact, DateTimeOffset Heard)> Entries() =>
        _buckets.Where(static b => b is not null).SelectMany(static b => b!.Select(static e => (e.Contact, DateTimeOffset.FromUnixTimeSeconds(e.Heard))));

    /// <summary>Adds a bucket behind what was found, nearest first: few, so each is slid to its place.</summary>
    private void Take(int bucket, DhtId target, List<DhtContact> found)
    {
        if (_buckets[bucket] is not { Count: > 0 } entries) return;
        int from = found.Count;
        CollectionsMarshal.SetCount(found, from + entries.Count);
        Span<DhtContact> taken = CollectionsMarshal.AsSpan(found)[from..];
        ReadOnlySpan<Entry> bucketed = CollectionsMarshal.AsSpan(entries);
        for (int i = 0; i < bucketed.Length; i++)
        {
            ref readonly DhtContact contact = ref bucketed[i].Contact;
            int at = i;
            for (; at > 0 && target.CompareDistance(contact.Id, taken[at - 1].Id) < 0; at--) taken[at] = taken[at - 1];
            taken[at] = contact;
        }
    }

    private static int Find(List<Entry> bucket, DhtId id)
    {
        ReadOnlySpan<Entry> entries = CollectionsMarshal.AsSpan(bucket);
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Contact.Id == id) return i;
        }

        return -1;
    }

    private struct Entry(DhtContact contact, uint heard)
    {
        public readonly DhtContact Contact = contact;
        public readonly uint Heard = heard;
        public byte Failures;
    }
}
