using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>
/// Which record holds which block, in SQLite. Everything in it can be read from the packs again, so what is in doubt is thrown away: on opening, the rows are
/// counted and summed up against what was noted with the last change.
/// </summary>
/// <remarks>Not thread-safe. Tables: blocks (cid 36 bytes, pack, offset, length), packs (pack, how far it is indexed), sums (count, sum of the rows' hashes).</remarks>
internal sealed class ContentIndex : IDisposable
{
    private static readonly SqliteSchema Schema = new("index of blocks", 0x554E6269,
    [
        """
        CREATE TABLE blocks (cid BLOB PRIMARY KEY, pack INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE packs (pack INTEGER PRIMARY KEY, indexed INTEGER NOT NULL);
        CREATE TABLE sums (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, mix INTEGER NOT NULL);
        INSERT INTO sums VALUES (1, 0, 0);
        """,
    ]);

    private readonly SqliteDatabase _database;
    private readonly SqliteCommand _find;
    private readonly byte[] _name = new byte[Cid.Length];
    private long _mix;

    private ContentIndex(SqliteDatabase database)
    {
        _database = database;
        _find = database.Command("SELECT pack, offset, length FROM blocks WHERE cid = $cid");
        _find.Parameters.Add("$cid", SqliteType.Blob).Value = _name;
    }

    public int Count { get; private set; }

    /// <summary>How far each pack is indexed.</summary>
    public IReadOnlyDictionary<int, long> Packs { get; private set; } = new SortedDictionary<int, long>();

    /// <summary>Opens the index; one that cannot be trusted is deleted and begun anew, empty.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the index.")]
    public static ContentIndex Open(string path)
    {
        ContentIndex? sound = null;
        try
        {
            sound = TryOpen(path);
        }
        catch (Exception e) when (e is SqliteException or StorageRefusedException)
        {
            // Below: it is made from the packs again.
        }

        if (sound is not null) return sound;

        foreach (string end in new[] { "", "-wal", "-shm" }) File.Delete(path + end);
        return TryOpen(path) ?? throw new StorageRefusedException(path, "is new and not sound");
    }

    public ContentPlace? Find(Cid cid)
    {
        cid.Write(_name);
        using SqliteDataReader row = _find.ExecuteReader();
        return row.Read() ? new ContentPlace(row.GetInt32(0), row.GetInt64(1), row.GetInt32(2)) : null;
    }

    public IReadOnlyList<Cid> List()
    {
        List<Cid> cids = new(Count);
        using SqliteCommand all = _database.Command("SELECT cid FROM blocks");
        using SqliteDataReader row = all.ExecuteReader();
        while (row.Read())
        {
            if (Cid.TryRead(row.GetFieldValue<byte[]>(0), out Cid cid)) cids.Add(cid);
        }

        return cids;
    }

    /// <summary>Takes in blocks that have no row yet, and how far the packs are indexed with them, as one change.</summary>
    public void Add(IReadOnlyCollection<KeyValuePair<Cid, ContentPlace>> blocks, IEnumerable<KeyValuePair<int, long>> packs)
    {
        long mix = _mix;
        SortedDictionary<int, long> after = new(Packs.ToDictionary());
        foreach ((int number, long indexed) in packs) after[number] = indexed;
        _database.InTransaction(() =>
        {
            using SqliteCommand insert = _database.Command("INSERT INTO blocks VALUES ($cid, $pack, $offset, $length)");
            byte[] name = new byte[Cid.Length];
            insert.Parameters.Add("$cid", SqliteType.Blob).Value = name;
            SqliteParameter pack = insert.Parameters.Add("$pack", SqliteType.Integer), offset = insert.Parameters.Add("$offset", SqliteType.Integer), length = insert.Parameters.Add("$length", SqliteType.Integer);
            foreach ((Cid cid, ContentPlace place) in blocks)
            {
                cid.Write(name);
                (pack.Value, offset.Value, length.Value) = (place.Pack, place.Offset, place.Length);
                insert.ExecuteNonQuery();
                mix += Hash(name, place);
            }

            foreach ((int number, long indexed) in after) Note(number, indexed);
            Sum(Count + blocks.Count, mix, after);
        });
        (Count, _mix, Packs) = (Count + blocks.Count, mix, after);
    }

    /// <summary>Forgets a block, whose record is damaged.</summary>
    public void Remove(Cid cid, ContentPlace place)
    {
        byte[] name = new byte[Cid.Length];
        cid.Write(name);
        long mix = _mix - Hash(name, place);
        _database.InTransaction(() =>
        {
            using SqliteCommand delete = _database.Command("DELETE FROM blocks WHERE cid = $cid");
            delete.Parameters.Add("$cid", SqliteType.Blob).Value = name;
            delete.ExecuteNonQuery();
            Sum(Count - 1, mix, Packs);
        });
        Count--;
        _mix = mix;
    }

    public void Clear()
    {
        _database.InTransaction(() =>
        {
            _database.Execute("DELETE FROM blocks");
            _database.Execute("DELETE FROM packs");
            Sum(0, 0, new SortedDictionary<int, long>());
        });
        (Count, _mix, Packs) = (0, 0, new SortedDictionary<int, long>());
    }

    public void Dispose()
    {
        _find.Dispose();
        _database.Dispose();
    }

    private static ContentIndex? TryOpen(string path)
    {
        ContentIndex index = new(SqliteDatabase.Open(path, Schema));
        try
        {
            if (index.Load()) return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }

        index.Dispose();
        return null;
    }

    /// <summary>One number from a row (splitmix64 over its words), so that a changed row changes the sum.</summary>
    private static long Hash(ReadOnlySpan<byte> name, ContentPlace place)
    {
        ulong mixed = Mixed(((ulong)(uint)place.Pack << 32) ^ (uint)place.Length);
        mixed = Mixed(mixed ^ (ulong)place.Offset);
        for (int i = 0; i < Cid.Length; i += 4) mixed = Mixed(mixed ^ BinaryPrimitives.ReadUInt32LittleEndian(name[i..]));
        return (long)mixed;
    }

    private static long Hash(IReadOnlyDictionary<int, long> packs) => packs.Sum(static p => (long)(Mixed(Mixed((ulong)p.Key) ^ (ulong)p.Value) >> 8));

    private static ulong Mixed(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private bool Load()
    {
        int count = 0;
        long mix = 0;
        using (SqliteCommand all = _database.Command("SELECT cid, pack, offset, length FROM blocks"))
        using (SqliteDataReader row = all.ExecuteReader())
        {
            byte[] name = new byte[Cid.Length];
            while (row.Read())
            {
                if (row.GetValue(0) is not byte[] bytes || bytes.Length != Cid.Length || row.GetValue(1) is not long pack || row.GetValue(2) is not long offset || row.GetValue(3) is not long length) return false;
                bytes.CopyTo(name, 0);
                mix += Hash(name, new ContentPlace((int)pack, offset, (int)length));
                count++;
            }
        }

        SortedDictionary<int, long> found = [];
        using (SqliteCommand packs = _database.Command("SELECT pack, indexed FROM packs"))
        using (SqliteDataReader row = packs.ExecuteReader())
        {
            while (row.Read())
            {
                if (row.GetValue(0) is not long pack || row.GetValue(1) is not long indexed) return false;
                found[(int)pack] = indexed;
            }
        }

        using SqliteCommand sums = _database.Command("SELECT count, mix FROM sums WHERE id = 1");
        using SqliteDataReader sum = sums.ExecuteReader();
        if (!sum.Read() || sum.GetValue(0) is not long counted || sum.GetValue(1) is not long mixed) return false;
        (Count, _mix, Packs) = (count, mix, found);
        return counted == count && mixed == mix + Hash(found);
    }

    private void Note(int pack, long indexed)
    {
        using SqliteCommand note = _database.Command("INSERT OR REPLACE INTO packs VALUES ($pack, $indexed)");
        note.Parameters.Add("$pack", SqliteType.Integer).Value = pack;
        note.Parameters.Add("$indexed", SqliteType.Integer).Value = indexed;
        note.ExecuteNonQuery();
    }

    private void Sum(int count, long mix, IReadOnlyDictionary<int, long> packs)
    {
        using SqliteCommand sum = _database.Command("UPDATE sums SET count = $count, mix = $mix WHERE id = 1");
        sum.Parameters.Add("$count", SqliteType.Integer).Value = count;
        sum.Parameters.Add("$mix", SqliteType.Integer).Value = mix + Hash(packs);
        sum.ExecuteNonQuery();
    }
}
