using System.Diagnostics.CodeAnalysis;
using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>
/// A store of blocks for reading only, while another process may write to it: nothing in the folder is touched. The packs' heads are walked into memory, about a hundred bytes a
/// block, and what was appended since is taken in when a name is not found. Safe from any thread.
/// </summary>
public sealed class FileContentView : IContentStore, IDisposable
{
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, (ContentPack Pack, long Walked)> _packs = [];
    private readonly Dictionary<Cid, ContentPlace> _places = [];
    private bool _closed;

    /// <summary>Opens a folder; one that is not there is an empty store.</summary>
    /// <exception cref="StorageRefusedException">A file in it is no pack.</exception>
    public FileContentView(string folder)
    {
        _folder = Path.GetFullPath(folder);
        lock (_gate) Refresh();
    }

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _places.Count;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: this is for reading.</exception>
    public Cid Put(CidCodec codec, ReadOnlySpan<byte> block) => throw new NotSupportedException("This store was opened for reading.");

    /// <inheritdoc/>
    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        block = default;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_places.TryGetValue(cid, out ContentPlace place))
            {
                Refresh();
                if (!_places.TryGetValue(cid, out place)) return false;
            }

            ContentPack pack = _packs[place.Pack].Pack;
            byte[] bytes = pack.Read(place.Offset, cid) ?? throw new InvalidDataException(new ContentDamage(pack.Path, place.Offset, ContentPack.Head + place.Length, cid).ToString());
            block = bytes;
            return true;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Cid> List()
    {
        lock (_gate)
        {
            Refresh();
            return [.. _places.Keys];
        }
    }

    /// <summary>Reads and hashes every byte of every pack.</summary>
    /// <returns>All damage; none when the store is sound.</returns>
    public IReadOnlyList<ContentDamage> Check()
    {
        List<ContentDamage> damage = [];
        lock (_gate)
        {
            Refresh();
            foreach ((ContentPack pack, _) in _packs.Values) pack.Walk(ContentPack.Start, hash: true, static (_, _, _) => { }, damage.Add);
        }

        return damage;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            foreach ((ContentPack pack, _) in _packs.Values) pack.Dispose();
            _packs.Clear();
            _places.Clear();
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The view owns the packs it opens.")]
    private void Refresh()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        HashSet<int> present = [.. ContentPack.Numbers(_folder)];
        foreach (int gone in _packs.Keys.Where(n => !present.Contains(n)).ToArray())
        {
            // A compaction took it away; what was worth keeping is in newer packs.
            _packs[gone].Pack.Dispose();
            _packs.Remove(gone);
            foreach (Cid cid in _places.Where(p => p.Value.Pack == gone).Select(static p => p.Key).ToArray()) _places.Remove(cid);
        }

        foreach (int number in present)
        {
            if (!_packs.TryGetValue(number, out (ContentPack Pack, long Walked) known))
            {
                if (TryOpen(number) is not { } opened) continue;
                known = (opened, ContentPack.Start);
            }

            long walked = known.Pack.Grown() <= known.Walked ? known.Walked : known.Pack.Walk(known.Walked, hash: false, (cid, offset, length) => _places[cid] = new ContentPlace(number, offset, length), static _ => { });
            _packs[number] = (known.Pack, walked);
        }
    }

    private ContentPack? TryOpen(int number)
    {
        try
        {
            return ContentPack.Open(ContentPack.PathOf(_folder, number), number, write: false);
        }
        catch (FileNotFoundException)
        {
            return null; // gone since the folder was read
        }
    }
}
