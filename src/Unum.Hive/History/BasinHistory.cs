using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>
/// The history of basins in a content store: a Merkle-DAG of <see cref="BasinVersion"/>. Which versions there are and which of them are heads (no version names them
/// as a parent) is read from the store once; then each appended version is taken in. Forks and joins need no order from anybody: a version only names its parents.
/// <para>
/// Memory: one name for each version and each of its parents; versions themselves stay in the store. Log and verify are linear in what is behind the head, with
/// a priority queue on (lamport, name). Safe from any thread.
/// </para>
/// </summary>
public sealed class BasinHistory
{
    private readonly IContentStore _store;
    private readonly Lock _gate = new();
    private readonly HashSet<Cid> _versions = [];
    private readonly HashSet<Cid> _superseded = [];

    /// <summary>Reads which versions a store has; what cannot be read is left out (<see cref="Verify"/> names it).</summary>
    public BasinHistory(IContentStore store)
    {
        _store = store;
        foreach (Cid cid in store.List())
        {
            if (TryGet(cid) is { } version) Note(cid, version);
        }
    }

    /// <summary>How many versions there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _versions.Count;
        }
    }

    /// <summary>Versions that no other builds on, ascending.</summary>
    public IReadOnlyList<Cid> Heads
    {
        get
        {
            lock (_gate) return [.. _versions.Where(v => !_superseded.Contains(v)).Order()];
        }
    }

    /// <summary>Appends a version; its lists are put in order first. The same version twice is kept once.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="ArgumentException">Something it links to is not in the store, a parent is not a version, or its lamport is not above every parent's.</exception>
    public Cid Append(BasinVersion version)
    {
        BasinVersion canonical = version.Canonical();
        foreach (Cid parent in canonical.Parents)
        {
            BasinVersion before = TryGet(parent) ?? throw new ArgumentException($"The parent {parent} is not a version in this store.", nameof(version));
            if (before.Lamport >= canonical.Lamport) throw new ArgumentException(FormattableString.Invariant($"Lamport {canonical.Lamport} is not above {before.Lamport} of the parent {parent}."), nameof(version));
        }

        foreach (Cid link in canonical.Links)
        {
            if (!_store.TryGet(link, out _)) throw new ArgumentException($"The version links to {link}, which is not in the store: put it there first.", nameof(version));
        }

        Cid cid = _store.Put(CidCodec.DagCbor, canonical.Write());
        lock (_gate) Note(cid, canonical);
        return cid;
    }

    /// <summary>Takes in a version that came into the store in another way, from another node for example.</summary>
    /// <returns>False when the store has no version of this name.</returns>
    public bool Notice(Cid cid)
    {
        if (TryGet(cid) is not { } version) return false;
        lock (_gate) Note(cid, version);
        return true;
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="KeyNotFoundException">The store does not have it.</exception>
    /// <exception cref="PacketException">The block is no version.</exception>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public BasinVersion Get(Cid cid)
    {
        if (cid.Codec != CidCodec.DagCbor) throw new PacketException($"{cid} names a raw block; a version is dag-cbor.");
        return _store.TryGet(cid, out ReadOnlyMemory<byte> block) ? BasinVersion.Read(block.Span) : throw new KeyNotFoundException($"There is no block {cid} in the store.");
    }

    /// <summary>A version and everything before it, the latest first: by lamport downwards, then by name. What the store has not is left out.</summary>
    public IEnumerable<LoggedVersion> Log(Cid head) => Log([head]);

    /// <summary>Several versions and everything before them, each once.</summary>
    public IEnumerable<LoggedVersion> Log(IEnumerable<Cid> heads)
    {
        HashSet<Cid> seen = [];
        PriorityQueue<LoggedVersion, (long, Cid)> waiting = new();
        foreach (Cid head in heads) Await(head);
        while (waiting.TryDequeue(out LoggedVersion next, out _))
        {
            yield return next;
            foreach (Cid parent in next.Version.Parents) Await(parent);
        }

        void Await(Cid cid)
        {
            if (seen.Add(cid) && TryGet(cid) is { } version) waiting.Enqueue(new LoggedVersion(cid, version), (-(long)version.Lamport, cid));
        }
    }

    /// <summary>All deltas behind a version, ascending: the set that its basin is the fold of.</summary>
    public IReadOnlyList<Cid> DeltasBehind(Cid head)
    {
        SortedSet<Cid> deltas = [];
        foreach (LoggedVersion logged in Log(head)) deltas.UnionWith(logged.Version.Deltas);
        return [.. deltas];
    }

    /// <summary>
    /// What must not be lost: the heads, and what no version may have taken in yet, since nobody else may have it: signed deltas, public keys and definitions of frames.
    /// </summary>
    public IReadOnlyList<Cid> Worth()
    {
        List<Cid> worth = [.. Heads];
        foreach (Cid cid in _store.List())
        {
            if (cid.Codec == CidCodec.Raw && IsWorth(cid)) worth.Add(cid);
        }

        return worth;
    }

    /// <summary>What differs between two versions.</summary>
    /// <exception cref="KeyNotFoundException">The store does not have one of them.</exception>
    /// <exception cref="PacketException">One is no version.</exception>
    public VersionDifference Diff(Cid first, Cid second) => VersionComparison.Of(_store, this, first, second);

    /// <summary>Checks everything behind a version: every block's hash, every link, every signature of a delta and a basin, that lamports grow.</summary>
    public HistoryReport Verify(Cid head)
    {
        using HistoryCheck check = new(_store, head);
        return check.Run();
    }

    private bool IsWorth(Cid cid)
    {
        try
        {
            if (!_store.TryGet(cid, out ReadOnlyMemory<byte> block)) return false;
            ReadOnlySpan<byte> bytes = block.Span;
            return bytes.Length == HiveKey.PublicLength || bytes.StartsWith("unum frame "u8) || (SignedBlock.TryRead(bytes, out SignedBlock? read) && read.Basin is null);
        }
        catch (Exception e) when (e is PacketException or InvalidDataException)
        {
            return false;
        }
    }

    private BasinVersion? TryGet(Cid cid)
    {
        if (cid.Codec != CidCodec.DagCbor) return null;
        try
        {
            return _store.TryGet(cid, out ReadOnlyMemory<byte> block) && BasinVersion.IsLikely(cid, block.Span) ? BasinVersion.Read(block.Span) : null;
        }
        catch (Exception e) when (e is PacketException or InvalidDataException)
        {
            return null;
        }
    }

    private void Note(Cid cid, BasinVersion version)
    {
        _versions.Add(cid);
        _superseded.UnionWith(version.Parents);
    }
}
