using Unum.Fabric.Storage;
using Unum.Hive.Content;

namespace Unum.Tests.Fabric.Storage;

public sealed class ContentPackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unum-pack-").FullName;
    private readonly List<(Cid Cid, byte[] Block, long Offset)> _blocks = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cut_at_any_byte_a_pack_keeps_every_whole_record_and_goes_on_from_there()
    {
        byte[] whole = Written(6);
        string path = Path.Combine(_folder, "cut.pack");
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using (ContentPack pack = ContentPack.Open(path, 1, write: true))
            {
                Dictionary<Cid, long> found = [];
                pack.Cut(pack.Walk(0, hash: true, (cid, offset, _) => found.Add(cid, offset), d => Assert.Fail($"cut at {length}: {d}")));
                Assert.Equal(_blocks.Where(b => b.Offset + ContentPack.Head + b.Block.Length <= length).Select(b => b.Cid), found.Keys);
                (Cid again, byte[] block, _) = _blocks[^1];
                Assert.Equal(block, pack.Read(pack.Append(again, block), again));
            }

            using ContentPack reopened = ContentPack.Open(path, 1, write: false);
            int count = 0;
            Assert.Equal(reopened.Length, reopened.Walk(0, hash: true, (_, _, _) => count++, d => Assert.Fail($"after a cut at {length}: {d}")));
            Assert.True(count >= 1);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_costs_at_most_its_own_record_and_is_named()
    {
        byte[] whole = Written(5);
        string path = Path.Combine(_folder, "flip.pack");
        for (int at = (int)ContentPack.Start; at < whole.Length; at++)
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, bytes);
            using ContentPack pack = ContentPack.Open(path, 1, write: false);
            List<Cid> found = [];
            List<ContentDamage> damage = [];
            pack.Walk(0, hash: true, (cid, offset, _) =>
            {
                Assert.Equal(_blocks.Single(b => b.Cid == cid).Block, pack.Read(offset, cid));
                found.Add(cid);
            }, damage.Add);

            (Cid hit, _, long offset) = _blocks.Last(b => b.Offset <= at);
            Assert.Equal(_blocks.Select(b => b.Cid).Where(c => c != hit), found);
            Assert.Equal(offset, Assert.Single(damage).Offset);
            Assert.Null(pack.Read(offset, hit));
        }
    }

    [Fact]
    public void A_file_that_is_no_pack_is_refused_and_left_as_it_is()
    {
        string path = Path.Combine(_folder, "foreign.pack");
        File.WriteAllText(path, "something else entirely");

        Assert.Throws<StorageRefusedException>(() => ContentPack.Open(path, 1, write: true));
        Assert.Equal("something else entirely", File.ReadAllText(path));
    }

    [Fact]
    public void A_tail_of_zeros_as_a_power_cut_leaves_it_is_cut()
    {
        byte[] whole = Written(3);
        string path = Path.Combine(_folder, "zeros.pack");
        File.WriteAllBytes(path, [.. whole, .. new byte[5000]]);

        using ContentPack pack = ContentPack.Open(path, 1, write: true);
        pack.Cut(pack.Walk(0, hash: true, static (_, _, _) => { }, d => Assert.Fail(d.ToString())));

        Assert.Equal(whole.Length, new FileInfo(path).Length);
    }

    [Fact]
    public void Random_bytes_behind_the_mark_never_crash_a_walk()
    {
        Random random = new(5);
        string path = Path.Combine(_folder, "noise.pack");
        byte[] whole = Written(2);
        for (int round = 0; round < 200; round++)
        {
            byte[] noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            if (round % 2 == 0 && noise.Length > 60) "UBLK"u8.CopyTo(noise.AsSpan(random.Next(50)));
            File.WriteAllBytes(path, [.. whole[..(int)ContentPack.Start], .. noise, .. whole[(int)ContentPack.Start..]]);
            using ContentPack pack = ContentPack.Open(path, 1, write: false);
            List<Cid> found = [];
            pack.Walk(0, hash: true, (cid, _, _) => found.Add(cid), static _ => { });
            Assert.Equal(_blocks.Select(b => b.Cid), found);
        }
    }

    private byte[] Written(int count)
    {
        string path = Path.Combine(_folder, "whole.pack");
        Random random = new(count);
        using (ContentPack pack = ContentPack.Create(path, 1))
        {
            for (int i = 0; i < count; i++)
            {
                byte[] block = new byte[i == 1 ? 0 : random.Next(5, 90)];
                random.NextBytes(block);
                Cid cid = Cid.Of(i % 2 == 0 ? CidCodec.Raw : CidCodec.DagCbor, block);
                _blocks.Add((cid, block, pack.Append(cid, block)));
            }
        }

        return File.ReadAllBytes(path);
    }
}
