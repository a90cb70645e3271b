using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>
/// A content store on disk: blocks in append-only packs, found through an index.
/// <para>
/// Layout of the folder: blocks-NNNNNNNN.pack (see <see cref="ContentPack"/>: the only truth), index.db (SQLite, made from the packs), pins (a name a line), lock (held
/// while a process writes; any number may read at the same time, see <see cref="FileContentView"/>).
/// </para>
/// <para>
/// Put: hash, look the name up, append one record, and wait for the disk when so configured; new names stay in memory until some hundred go into the index at once.
/// On opening, records behind what the index knows are walked and hashed, a torn last one is cut off, and an index that does not fit the packs is made anew. Every block
/// that is read is hashed; one that is not the block of its name is reported, and a later put of it writes it again. Memory: the names not yet indexed. Safe
/// from any thread.
/// </para>
/// </summary>
public sealed partial class FileContentStore : IContentStore, IDisposable
{
    /// <summary>Most bytes of a block.</summary>
    public const int MostBlock = ContentPack.MostBlock;

    private const int FreshLimit = 512;
    private const string LockName = "lock", IndexName = "index.db";

    private readonly string _folder;
    private readonly FileContentOptions _options;
    private readonly FileStream _lock;
    private readonly ContentIndex _index;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, ContentPack> _packs = [];
    private readonly Dictionary<Cid, ContentPlace> _fresh = [];
    private readonly List<ContentDamage> _damage = [];
    private readonly SortedSet<Cid> _pins;
    private bool _closed;

    private FileContentStore(string folder, FileContentOptions options, FileStream lockFile, ContentIndex index)
    {
        (_folder, _options, _lock, _index) = (folder, options, lockFile, index);
        _pins = [.. ContentPins.Read(folder)];
    }

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_gate) return _index.Count + _fresh.Count;
        }
    }

    /// <summary>Damage met so far: on opening, and by reading.</summary>
    public IReadOnlyList<ContentDamage> Damage
    {
        get
        {
            lock (_gate) return [.. _damage];
        }
    }

    /// <summary>Blocks that a collection of garbage keeps, with all they link to, ascending.</summary>
    public IReadOnlyList<Cid> Pins
    {
        get
        {
            lock (_gate) return [.. _pins];
        }
    }

    /// <summary>Opens a folder, making it when it is not there.</summary>
    /// <exception cref="StorageRefusedException">Another process writes to it, or a file in it is no pack.</exception>
    /// <exception cref="IOException">The folder cannot be reached.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The store owns what it is made of.")]
    public static FileContentStore Open(string folder, FileContentOptions? options = null)
    {
        options ??= new FileContentOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PackBytes, 4096, nameof(options));
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder);
        FileStream lockFile = TakeLock(folder);
        FileContentStore? store = null;
        ContentIndex? index = null;
        try
        {
            index = ContentIndex.Open(Path.Combine(folder, IndexName));
            store = new FileContentStore(folder, options, lockFile, index);
            store.Load();
            return store;
        }
        catch
        {
            if (store is not null) store.Release();
            else index?.Dispose();
            lockFile.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The block is larger than <see cref="MostBlock"/>.</exception>
    /// <exception cref="IOException">The disk refuses; the store is as before.</exception>
    public Cid Put(CidCodec codec, ReadOnlySpan<byte> block)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, MostBlock, nameof(block));
        Cid cid = Cid.Of(codec, block);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (Append(cid, block) is { } pack && _options.Sync) pack.Sync();
        }

        return cid;
    }

    /// <summary>Keeps many blocks and waits for the disk once.</summary>
    /// <returns>Their names, in order.</returns>
    public IReadOnlyList<Cid> PutMany(IEnumerable<(CidCodec Codec, ReadOnlyMemory<byte> Block)> blocks)
    {
        List<Cid> cids = [];
        HashSet<ContentPack> touched = [];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach ((CidCodec codec, ReadOnlyMemory<byte> block) in blocks)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, MostBlock, nameof(blocks));
                Cid cid = Cid.Of(codec, block.Span);
                cids.Add(cid);
                if (Append(cid, block.Span) is { } pack) touched.Add(pack);
            }

            if (!_options.Sync) return cids;
            foreach (ContentPack pack in touched) pack.Sync();
        }

        return cids;
    }

    /// <inheritdoc/>
    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        block = default;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (Find(cid) is not { } place) return false;
            if (_packs[place.Pack].Read(place.Offset, cid) is { } bytes)
            {
                block = bytes;
                return true;
            }

            ContentDamage damage = new(_packs[place.Pack].Path, place.Offset, ContentPack.Head + place.Length, cid);
            Forget(cid, place, damage);
            throw new InvalidDataException($"{damage}; it was forgotten, so that it can be put again.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Cid> List()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return [.. _index.List(), .. _fresh.Keys];
        }
    }

    /// <summary>Waits until everything put is on the disk, and writes the index.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (ContentPack pack in _packs.Values) pack.Sync();
            WriteIndex();
        }
    }

    /// <summary>Keeps a block, and all it links to, through every collection of garbage; survives the process.</summary>
    public void Pin(Cid cid) => ChangePins(pins => pins.Add(cid));

    /// <summary>Takes a pin back.</summary>
    public void Unpin(Cid cid) => ChangePins(pins => pins.Remove(cid));

    /// <summary>Reads and hashes every byte of every pack.</summary>
    /// <returns>All damage; none when the store is sound.</returns>
    public IReadOnlyList<ContentDamage> Check()
    {
        List<ContentDamage> damage = [];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (ContentPack pack in _packs.Values) pack.Walk(ContentPack.Start, hash: true, static (_, _, _) => { }, damage.Add);
        }

        return damage;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            try
            {
                if (_options.Sync || _fresh.Count > 0) WriteIndex();
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                // The index is behind then; the next opening walks the packs from where it ends.
            }

            Release();
        }
    }

    private static FileStream TakeLock(string folder)
    {
        string path = Path.Combine(folder, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"{folder} is in use: a running node or another command writes to this store of blocks. Stop it first, or choose another folder with --data.", e);
        }
    }

    private void Release()
    {
        _closed = true;
        foreach (ContentPack pack in _packs.Values) pack.Dispose();
        _index.Dispose();
        _lock.Dispose();
    }

    /// <summary>Appends unless it is there.</summary>
    /// <returns>The pack it went to; null when it was there.</returns>
    private ContentPack? Append(Cid cid, ReadOnlySpan<byte> block)
    {
        if (Find(cid) is not null) return null;
        ContentPack pack = Newest(_options.PackBytes);
        long offset = pack.Append(cid, block);
        _fresh.Add(cid, new ContentPlace(pack.Number, offset, block.Length));
        if (_fresh.Count >= FreshLimit) WriteIndex();
        return pack;
    }

    private ContentPack Newest(long limit)
    {
        if (_packs.Count > 0 && _packs.Last().Value is { } last && last.Length < limit) return last;
        int number = _packs.Count == 0 ? 1 : _packs.Last().Key + 1;
        ContentPack pack = ContentPack.Create(ContentPack.PathOf(_folder, number), number);
        _packs.Add(number, pack);
        return pack;
    }

    private ContentPlace? Find(Cid cid) => _fresh.TryGetValue(cid, out ContentPlace place) ? place : _index.Find(cid);

    private void Forget(Cid cid, ContentPlace place, ContentDamage damage)
    {
        _damage.Add(damage);
        if (!_fresh.Remove(cid)) _index.Remove(cid, place);
    }

    private void WriteIndex()
    {
        _index.Add(_fresh, _packs.Select(static p => KeyValuePair.Create(p.Key, p.Value.Length)));
        _fresh.Clear();
    }

    private void Load()
    {
        foreach (string unfinished in Directory.EnumerateFiles(_folder, "*.new")) File.Delete(unfinished);
        foreach (int number in ContentPack.Numbers(_folder)) _packs.Add(number, ContentPack.Open(ContentPack.PathOf(_folder, number), number, write: true));
        if (_index.Packs.Any(p => !_packs.TryGetValue(p.Key, out ContentPack? pack) || p.Value > pack.Length)) _index.Clear();
        foreach (ContentPack pack in _packs.Values)
        {
            long indexed = _index.Packs.GetValueOrDefault(pack.Number);
            if (indexed == pack.Length) continue;
            pack.Cut(pack.Walk(indexed, hash: true, Found, _damage.Add));

            void Found(Cid cid, long offset, int length)
            {
                if (Find(cid) is null) _fresh.Add(cid, new ContentPlace(pack.Number, offset, length));
            }
        }

        if (_fresh.Count > 0 || _packs.Values.Any(p => _index.Packs.GetValueOrDefault(p.Number) != p.Length)) WriteIndex();
    }

    private void ChangePins(Func<SortedSet<Cid>, bool> change)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (change(_pins)) ContentPins.Write(_folder, _pins);
        }
    }
}
