namespace Unum.Fabric.Mesh;

/// <summary>Which other processes are known, which are linked, and which to dial next. No clock or randomness of its own.</summary>
/// <remarks>
/// Every process learns every listening process (addresses are flooded). Each keeps a link to its successor, the next address
/// in the order of all that have not failed lately, which makes the whole a ring, and further links chosen by a hash of both
/// ends, which makes the ring's diameter small and survives several losses at once. Addresses that were given by the user are
/// always dialled. Failed ones are retried with doubling pauses and forgotten after a while, unless the user gave them.
/// Not thread-safe: its owner locks.
/// </remarks>
internal sealed class AddressBook(string identity, MeshLinkOptions options)
{
    private const int ForgetAfterFailures = 8;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>This process's own address as far as it is known: never dialled, never told as another's.</summary>
    public string? Self { get; set; }

    /// <summary>Adds an address.</summary>
    /// <param name="address">In its normal spelling.</param>
    /// <param name="given">Whether the user gave it.</param>
    /// <returns>Whether it was not known.</returns>
    public bool Add(string address, bool given)
    {
        if (address == Self) return false;
        if (_entries.TryGetValue(address, out Entry? known))
        {
            known.Given |= given;
            return false;
        }

        if (_entries.Count >= options.MaxAddresses && !given) return false;
        _entries.Add(address, new Entry(address) { Given = given });
        return true;
    }

    /// <summary>The address turned out to be this very process; a process may have several.</summary>
    public void IsSelf(string address)
    {
        if (_entries.TryGetValue(address, out Entry? entry)) entry.Ours = true;
        Self ??= address;
    }

    /// <summary>A link to the address is up (either side dialled), or one fewer is.</summary>
    /// <returns>Whether the address is known; only then is the link counted.</returns>
    public bool Linked(string address, bool up, long now)
    {
        if (!_entries.TryGetValue(address, out Entry? entry)) return false;
        entry.Links += up ? 1 : -1;
        Invariant.Holds(entry.Links >= 0, "every link that ends was counted when it began");
        if (!up) entry.NextAt = now + Pause(entry);
        return true;
    }

    /// <summary>Dialling began.</summary>
    public void Dialling(string address) => _entries[address].Dialling = true;

    /// <summary>The dialled link ended, or never came up.</summary>
    /// <param name="address">That was dialled.</param>
    /// <param name="reason">Why, for a person.</param>
    /// <param name="failed">Whether it did not come up or was ended at once: the next pause is longer.</param>
    /// <param name="now">Our clock in ticks.</param>
    public void Dialled(string address, string reason, bool failed, long now)
    {
        if (!_entries.TryGetValue(address, out Entry? entry)) return;
        entry.Dialling = false;
        entry.Failures = failed ? entry.Failures + 1 : 0;
        entry.Error = reason;
        entry.NextAt = now + Pause(entry);
        if (!entry.Given && entry.Failures >= ForgetAfterFailures && entry.Links == 0) _entries.Remove(address);
    }

    /// <summary>Addresses worth telling to others: those that answer.</summary>
    public List<string> Alive() => [.. _entries.Values.Where(e => !e.Ours && (e.Links > 0 || e.Failures == 0)).Select(e => e.Address)];

    /// <summary>Every address with its state, for a page.</summary>
    public IEnumerable<(string Address, bool Linked, int Failures, string? Error)> All() =>
        _entries.Values.Select(e => (e.Address, e.Links > 0, e.Failures, e.Error));

    /// <summary>The addresses to dial now.</summary>
    public List<string> Due(long now)
    {
        List<Entry> wanted = [.. _entries.Values.Where(e => e.Given && !e.Ours)];
        List<Entry> others = [.. _entries.Values.Where(e => !e.Ours && (e.Links > 0 || e.Failures < 2))];
        if (Self is not null && options.TargetLinks > 0 && others.Count > 0)
        {
            others.Sort((a, b) => string.CompareOrdinal(a.Address, b.Address));
            wanted.Add(others.Find(e => string.CompareOrdinal(e.Address, Self) > 0) ?? others[0]);
        }

        int missing = options.TargetLinks - _entries.Values.Count(e => e.Links > 0);
        if (missing > 0)
        {
            wanted.AddRange(_entries.Values.Where(e => !e.Ours && !e.Given && e.Links == 0 && (e.Dialling || e.NextAt <= now))
                .OrderBy(e => Hash(e.Address)).Take(missing));
        }

        return [.. wanted.Where(e => e.Links == 0 && !e.Dialling && e.NextAt <= now).Select(e => e.Address).Distinct(StringComparer.Ordinal)];
    }

    // Doubling, and spread by half, so that many nodes do not come back at the same moment.
    private long Pause(Entry entry)
    {
        double pause = Math.Min(options.MaxRetry.Ticks, options.FirstRetry.Ticks * Math.Pow(2, Math.Min(entry.Failures, 30)));
        double spread = (Hash(entry.Address + entry.Failures) % 1024) / 2048.0;
        return (long)(pause * (1 - spread));
    }

    // FNV-1a over both ends, finished so that all bits count.
    private ulong Hash(string address)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in $"{identity} {address}") hash = (hash ^ c) * 1099511628211;
        hash ^= hash >> 29;
        return (hash * 0xBF58476D1CE4E5B9) >> 20;
    }

    private sealed class Entry(string address)
    {
        public string Address => address;

        public bool Given { get; set; }

        public bool Ours { get; set; }

        public bool Dialling { get; set; }

        public int Links { get; set; }

        public int Failures { get; set; }

        public long NextAt { get; set; }

        public string? Error { get; set; }
    }
}
