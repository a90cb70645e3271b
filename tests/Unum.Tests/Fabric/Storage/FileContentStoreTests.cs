using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Identity;

namespace Unum.Tests.Fabric.Storage;

public sealed class FileContentStoreTests : IDisposable
{
    private static readonly FileContentOptions Quick = new() { Sync = false, PackBytes = 4096 };
    private readonly string _folder = Directory.CreateTempSubdirectory("unum-blocks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_put_is_there_after_reopening_over_several_packs()
    {
        Dictionary<Cid, byte[]> model = [];
        Random random = new(1);
        for (int round = 0; round < 4; round++)
        {
            using FileContentStore store = Open();
            for (int i = 0; i < 300; i++)
            {
                byte[] block = Block(random, random.Next(200));
                CidCodec codec = i % 3 == 0 ? CidCodec.DagCbor : CidCodec.Raw;
                Cid cid = store.Put(codec, block);
                Assert.Equal(cid, store.Put(codec, block));
                model[cid] = block;
            }

            Agrees(model, store);
        }

        using FileContentStore last = Open();
        Agrees(model, last);
        Assert.True(ContentPack.Numbers(_folder).Count > 10);
        Assert.Empty(last.Check());
    }

    [Fact]
    public void Killed_before_the_index_was_written_nothing_put_is_lost()
    {
        Dictionary<Cid, byte[]> model = [];
        Random random = new(2);
        string copy = Path.Combine(_folder, "copy");
        using (FileContentStore store = Open())
        {
            for (int i = 0; i < 1300; i++)
            {
                byte[] block = Block(random, 40);
                model[store.Put(CidCodec.Raw, block)] = block;
            }

            Copy(_folder, copy); // as a killed process leaves it: the last names are in no index
        }

        using FileContentStore reopened = FileContentStore.Open(copy, Quick);
        Agrees(model, reopened);
    }

    [Fact]
    public void Cut_anywhere_a_store_has_every_block_before_the_cut_and_takes_new_ones()
    {
        List<(Cid Cid, byte[] Block)> blocks = Written(8);
        string pack = ContentPack.PathOf(_folder, 1), copy = Path.Combine(_folder, "copy");
        long size = new FileInfo(pack).Length;
        for (long length = 0; length < size; length += 7)
        {
            Copy(_folder, copy);
            using (FileStream file = new(ContentPack.PathOf(copy, 1), FileMode.Open)) file.SetLength(length);
            using FileContentStore store = FileContentStore.Open(copy, Quick);
            long end = ContentPack.Start;
            foreach ((Cid cid, byte[] block) in blocks)
            {
                end += ContentPack.Head + block.Length;
                Assert.Equal(end <= length, store.TryGet(cid, out _));
            }

            foreach ((Cid cid, byte[] block) in blocks) Assert.Equal(cid, store.Put(CidCodec.Raw, block));
            Agrees(blocks.ToDictionary(b => b.Cid, b => b.Block), store);
            Assert.Empty(store.Check());
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_file_never_gives_wrong_bytes_and_is_told()
    {
        List<(Cid Cid, byte[] Block)> blocks = Written(8);
        string copy = Path.Combine(_folder, "copy");
        foreach (string name in new[] { "blocks-00000001.pack", "index.db" })
        {
            int size = (int)new FileInfo(Path.Combine(_folder, name)).Length;
            for (int at = name[0] == 'b' ? 8 : 0; at < size; at += name[0] == 'b' ? 13 : 211)
            {
                Copy(_folder, copy);
                byte[] bytes = File.ReadAllBytes(Path.Combine(copy, name));
                bytes[at] ^= (byte)(1 << (at % 8));
                File.WriteAllBytes(Path.Combine(copy, name), bytes);
                using FileContentStore store = FileContentStore.Open(copy, Quick);
                int lost = 0;
                foreach ((Cid cid, byte[] block) in blocks)
                {
                    if (Reads(store, cid, block)) continue;
                    lost++;
                    Assert.Equal(cid, Assert.Single(store.Damage).Cid);
                    Assert.Equal(cid, store.Put(CidCodec.Raw, block)); // heals
                    Assert.True(Reads(store, cid, block));
                }

                // Index: whatever is doubtful in it is made again from the packs. Pack: one block at most, and it is named.
                Assert.Equal(name[0] == 'b' ? 1 : 0, lost);
            }
        }
    }

    [Fact]
    public void Without_its_index_a_store_is_whole()
    {
        List<(Cid Cid, byte[] Block)> blocks = Written(50);
        foreach (string file in Directory.EnumerateFiles(_folder, "index.db*")) File.Delete(file);

        using FileContentStore store = Open();
        Agrees(blocks.ToDictionary(b => b.Cid, b => b.Block), store);
    }

    [Fact]
    public void Many_threads_put_and_read_at_once()
    {
        using FileContentStore store = Open();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            Random random = new(thread / 2); // two threads put the same blocks
            for (int i = 0; i < 400; i++)
            {
                byte[] block = Block(random, 30);
                Cid cid = store.Put(CidCodec.Raw, block);
                Assert.True(store.TryGet(cid, out ReadOnlyMemory<byte> got));
                Assert.True(got.Span.SequenceEqual(block));
            }
        });

        Assert.Equal(1600, store.Count);
        Assert.Equal(1600, store.List().Distinct().Count());
    }

    [Fact]
    public void A_second_writer_is_refused_and_readers_see_what_is_appended()
    {
        using FileContentStore store = Open();
        using FileContentView view = new(_folder);
        Assert.Contains("in use", Assert.Throws<IOException>(() => Open()).Message, StringComparison.Ordinal);

        Cid cid = store.Put(CidCodec.Raw, "appended later"u8);

        Assert.True(view.TryGet(cid, out ReadOnlyMemory<byte> block));
        Assert.True(block.Span.SequenceEqual("appended later"u8));
        Assert.Equal(1, view.Count);
        Assert.Throws<NotSupportedException>(() => view.Put(CidCodec.Raw, "x"u8));
    }

    [Fact]
    public void Collecting_keeps_what_heads_and_pins_lead_to_and_readers_follow()
    {
        Random random = new(9);
        using HiveKey key = HiveKey.FromPrivate([.. Enumerable.Repeat((byte)5, 32)]);
        using FileContentStore store = Open();
        using FileContentView view = new(_folder);
        BasinHistory history = new(store);
        Cid basin = store.Put(CidCodec.Raw, Block(random, 100)), first = history.Append(new BasinVersion([], basin, [], key.Author, 1, 5));
        Cid head = history.Append(new BasinVersion([first], basin, [store.Put(CidCodec.Raw, Block(random, 60))], key.Author, 2, 6));
        Cid pinned = store.Put(CidCodec.Raw, Block(random, 20)), garbage = store.Put(CidCodec.Raw, Block(random, 2000));
        store.Pin(pinned);
        Assert.True(view.TryGet(garbage, out _));

        CompactionReport trial = store.Collect(history.Heads, tryOnly: true);
        CompactionReport report = store.Collect(history.Heads);

        Assert.Equal((5, 1), (trial.Kept, trial.Dropped));
        Assert.Equal((5, 1), (report.Kept, report.Dropped));
        Assert.Equal(trial.BytesAfter, report.BytesAfter);
        Assert.True(report.BytesAfter < report.BytesBefore - 2000);
        Assert.False(store.TryGet(garbage, out _));
        Assert.True(history.Verify(head).Blocks == 4 && store.TryGet(pinned, out _));
        Assert.Equal([head], new BasinHistory(view).Heads);
        Assert.False(view.TryGet(garbage, out _));
        store.Unpin(pinned);
        Assert.Equal(1, store.Collect(history.Heads).Dropped);
        Assert.Equal(0, store.Collect(history.Heads).Dropped);
    }

    [Fact]
    public void A_damaged_pack_is_put_aside_by_collecting_never_deleted()
    {
        List<(Cid Cid, byte[] Block)> blocks = Written(5);
        string pack = ContentPack.PathOf(_folder, 1);
        byte[] bytes = File.ReadAllBytes(pack);
        bytes[^1] ^= 1;
        File.WriteAllBytes(pack, bytes);

        using FileContentStore store = Open();
        CompactionReport report = store.Collect(blocks.Select(b => b.Cid));

        Assert.Equal(blocks[^1].Cid, Assert.Single(report.Missing));
        Assert.Equal(bytes, File.ReadAllBytes(Assert.Single(report.SetAside)));
        Assert.Equal(4, store.Count);
        Assert.Empty(store.Check());
    }

    [Fact]
    public void A_crash_between_new_packs_and_old_ones_leaves_a_whole_store()
    {
        List<(Cid Cid, byte[] Block)> blocks = Written(20);
        File.Copy(ContentPack.PathOf(_folder, 1), ContentPack.PathOf(_folder, 2)); // both are there
        File.WriteAllText(ContentPack.PathOf(_folder, 3) + ".new", "unfinished");

        using FileContentStore store = Open();

        Agrees(blocks.ToDictionary(b => b.Cid, b => b.Block), store);
        Assert.False(File.Exists(ContentPack.PathOf(_folder, 3) + ".new"));
    }

    private static byte[] Block(Random random, int length)
    {
        byte[] block = new byte[length + 8];
        random.NextBytes(block);
        return block;
    }

    private static bool Reads(FileContentStore store, Cid cid, byte[] block)
    {
        try
        {
            if (!store.TryGet(cid, out ReadOnlyMemory<byte> got)) return false;
            Assert.True(got.Span.SequenceEqual(block), "never other bytes");
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static void Agrees(Dictionary<Cid, byte[]> model, FileContentStore store)
    {
        Assert.Equal(model.Count, store.Count);
        Assert.Equal(model.Keys.Order(), store.List().Order());
        foreach ((Cid cid, byte[] block) in model) Assert.True(Reads(store, cid, block), $"{cid} is there");
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from).Where(f => Path.GetFileName(f) is not "lock")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private FileContentStore Open() => FileContentStore.Open(_folder, Quick);

    private List<(Cid Cid, byte[] Block)> Written(int count)
    {
        Random random = new(count);
        List<(Cid Cid, byte[] Block)> blocks = [];
        using FileContentStore store = Open();
        for (int i = 0; i < count; i++)
        {
            byte[] block = Block(random, random.Next(60));
            blocks.Add((store.Put(CidCodec.Raw, block), block));
        }

        return blocks;
    }
}
