using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Packets;

namespace Unum.Fabric.Storage;

/// <content>
/// Collection of garbage: what can be reached from some blocks and from the pins is copied into new packs; only when these are on the disk are the old ones deleted. A crash on the way
/// leaves the old packs, the new ones or both: each is a whole store.
/// </content>
public sealed partial class FileContentStore
{
    /// <summary>Keeps what can be reached from some blocks and from the pins, and drops everything else.</summary>
    /// <param name="roots">What to keep; usually the heads of a history.</param>
    /// <param name="tryOnly">Only says what would be done.</param>
    /// <exception cref="IOException">The disk refuses; everything is as before.</exception>
    public CompactionReport Collect(IEnumerable<Cid> roots, bool tryOnly = false)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            (HashSet<Cid> kept, List<Cid> missing) = Reachable([.. roots, .. _pins]);
            long before = _packs.Values.Sum(static p => p.Length);
            int dropped = Count - kept.Count;
            List<ContentDamage> damage = [];
            foreach (ContentPack pack in _packs.Values) pack.Walk(ContentPack.Start, hash: true, static (_, _, _) => { }, damage.Add);
            HashSet<string> damaged = [.. damage.Select(static d => d.Pack)];
            if (tryOnly || (dropped == 0 && damaged.Count == 0)) return new CompactionReport(kept.Count, dropped, before, tryOnly ? Size(kept) : before, missing, []);
            Rewrite(kept, damaged);
            return new CompactionReport(kept.Count, dropped, before, _packs.Values.Sum(static p => p.Length), missing, [.. damaged.Order(StringComparer.Ordinal).Select(static d => d + ".damaged")]);
        }
    }

    private (HashSet<Cid> Kept, List<Cid> Missing) Reachable(IEnumerable<Cid> roots)
    {
        HashSet<Cid> kept = [];
        List<Cid> missing = [];
        Dag.Walk(new Sound(this), roots, (cid, block) =>
        {
            if (block is not { } there)
            {
                missing.Add(cid);
                return false;
            }

            kept.Add(cid);
            return IsReadable(cid, there);
        });
        return (kept, missing);
    }

    /// <summary>Somebody's dag-cbor block may be nonsense: it is kept, and leads nowhere.</summary>
    private static bool IsReadable(Cid cid, ReadOnlyMemory<byte> block)
    {
        try
        {
            return DagLinks.Of(cid.Codec, block.Span).Count > 0;
        }
        catch (PacketException)
        {
            return false;
        }
    }

    private long Size(HashSet<Cid> kept) => ContentPack.Start + kept.Sum(c => Find(c) is { } place ? ContentPack.Head + (long)place.Length : 0);

    private void Rewrite(HashSet<Cid> kept, HashSet<string> damaged)
    {
        int number = _packs.Count == 0 ? 1 : _packs.Last().Key + 1;
        List<string> written = [];
        ContentPack? fresh = null;
        try
        {
            foreach ((Cid cid, ContentPlace place) in kept.Select(c => KeyValuePair.Create(c, Find(c)!.Value)).OrderBy(static p => p.Value.Pack).ThenBy(static p => p.Value.Offset))
            {
                if (fresh is null || fresh.Length >= _options.PackBytes)
                {
                    Finish(fresh);
                    fresh = ContentPack.Create(ContentPack.PathOf(_folder, number + written.Count) + ".new", number + written.Count);
                    written.Add(fresh.Path);
                }

                byte[] block = _packs[place.Pack].Read(place.Offset, cid) ?? throw new InvalidDataException($"The block {cid} went bad while it was copied; nothing was changed.");
                fresh.Append(cid, block);
            }

            Finish(fresh);
        }
        catch
        {
            fresh?.Dispose();
            foreach (string path in written) File.Delete(path);
            throw;
        }

        foreach (string path in written) File.Move(path, path[..^".new".Length]);
        _fresh.Clear();
        _index.Clear();
        foreach (ContentPack old in _packs.Values)
        {
            old.Dispose();
            if (damaged.Contains(old.Path)) File.Move(old.Path, old.Path + ".damaged", overwrite: true);
            else File.Delete(old.Path);
        }

        _packs.Clear();
        _damage.Clear();
        Load();
    }

    private static void Finish(ContentPack? pack)
    {
        pack?.Sync();
        pack?.Dispose();
    }

    /// <summary>This store as a walk sees it that must not end at damage.</summary>
    private sealed class Sound(FileContentStore store) : IContentStore
    {
        public int Count => store.Count;

        public Cid Put(CidCodec codec, ReadOnlySpan<byte> block) => store.Put(codec, block);

        public IReadOnlyList<Cid> List() => store.List();

        public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
        {
            try
            {
                return store.TryGet(cid, out block);
            }
            catch (InvalidDataException)
            {
                block = default;
                return false;
            }
        }
    }
}
