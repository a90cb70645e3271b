using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.History;

public sealed class BasinVersionTests
{
    /// <summary>Written by hand from the specifications of CBOR and dag-cbor: the shortest version there is.</summary>
    private const string Golden =
        "a8" + "64" + "74696d65" + "19" + "03e8" + "64" + "756e756d" + "67" + "626173696e2f31" + "65" + "626173696e" + "d82a5825" + "00" + "01551220" +
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + "65" + "6e65656473" + "80" + "66" + "617574686f72" + "48" + "0102030405060708" +
        "66" + "64656c746173" + "80" + "67" + "6c616d706f7274" + "01" + "67" + "706172656e7473" + "80";

    private static readonly BasinVersion Shortest = new([], Cid.Of(CidCodec.Raw, []), [], new AuthorId(0x0102030405060708), 1, 1000);

    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        Assert.Equal(Golden, Convert.ToHexStringLower(Shortest.Write()));
        Assert.Equal(Golden, Convert.ToHexStringLower(BasinVersion.Read(Convert.FromHexString(Golden)).Write()));
    }

    [Fact]
    public void What_is_written_is_read_and_written_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<int>(), static seed =>
    {
        Random random = new(seed);
        BasinVersion version = Sample(random);
        byte[] bytes = version.Write();
        BasinVersion read = BasinVersion.Read(bytes);
        return bytes.AsSpan().SequenceEqual(read.Write()) && read.Parents.SequenceEqual(version.Parents) && read.Deltas.SequenceEqual(version.Deltas) && read.Needs.SequenceEqual(version.Needs)
            && read with { Parents = version.Parents, Deltas = version.Deltas, Needs = version.Needs } == version
            && DagLinks.Of(CidCodec.DagCbor, bytes).SequenceEqual([version.Basin, .. version.Needs, .. version.Deltas, .. version.Parents]);
    }));

    [Fact]
    public void Lists_that_do_not_ascend_are_refused_and_put_in_order()
    {
        BasinVersion version = Sample(new Random(3)) with { Deltas = [Name(5), Name(2), Name(5)] };

        Assert.Throws<ArgumentException>(() => version.Write());
        Assert.Equal(new[] { Name(2), Name(5) }.Order(), version.Canonical().Deltas);
    }

    [Theory]
    [InlineData("a7", "a8", "A version is a map of eight")]
    [InlineData("03e8", "0001", "canonical")] // 1 needs no second byte
    [InlineData("626173696e2f31", "626173696e2f32", "basin/1")]
    [InlineData("d82a", "d82b", "tag")]
    [InlineData("01551220", "01561220", "link")]
    [InlineData("480102030405060708", "47010203040506" + "07", "8 bytes")]
    [InlineData("6c616d706f727401", "6c616d706f727420", "canonical")] // a negative lamport
    public void Another_spelling_is_refused(string right, string wrong, string why)
    {
        string hex = right == "a7" ? "a7" + Golden[2..] : Golden.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Golden, hex);

        Assert.Contains(why, Assert.Throws<PacketException>(() => BasinVersion.Read(Convert.FromHexString(hex))).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Bytes_behind_the_end_are_refused() => Assert.Throws<PacketException>(() => BasinVersion.Read([.. Convert.FromHexString(Golden), 0]));

    [Fact]
    public void Random_and_mutated_blocks_never_crash_nor_take_memory_beyond_a_bound()
    {
        Random random = new(77);
        byte[] whole = Sample(random).Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int read = 0;
        const int rounds = 20_000;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = round % 4 == 0 ? new byte[random.Next(300)] : [.. whole];
            if (round % 4 == 0) random.NextBytes(bytes);
            for (int flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (round % 7 == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
            try
            {
                DagLinks.Of(CidCodec.DagCbor, bytes);
                Assert.Equal(bytes, BasinVersion.Read(bytes).Write()); // one content, one spelling
                read++;
            }
            catch (PacketException)
            {
                // refused with a reason
            }
        }

        Assert.InRange(read, 1, rounds - 1);
        Assert.True((GC.GetAllocatedBytesForCurrentThread() - before) / rounds < 60_000, "no length in a block is believed before the bytes are there");
    }

    [Theory]
    [InlineData("9b7fffffffffffffff")] // an array of 2^63 - 1
    [InlineData("bbffffffffffffffff")]
    [InlineData("5b7fffffffffffffff")]
    [InlineData("9f00ff")] // indefinite length
    [InlineData("f97e00")] // half a NaN
    [InlineData("f7")] // undefined
    [InlineData("c100")] // a tag that is no link
    [InlineData("a10101")] // a key that is no text
    [InlineData("a2616201616102")] // keys out of order
    [InlineData("")]
    public void What_is_no_dag_cbor_has_no_links(string hex) => Assert.Throws<PacketException>(() => DagLinks.Of(CidCodec.DagCbor, Convert.FromHexString(hex)));

    [Fact]
    public void Nesting_has_a_bound() => Assert.Throws<PacketException>(() => DagLinks.Of(CidCodec.DagCbor, [.. Enumerable.Repeat((byte)0x81, 100_000), 0]));

    private static Cid Name(int number) => Cid.Of(CidCodec.Raw, BitConverter.GetBytes(number));

    private static BasinVersion Sample(Random random) => new BasinVersion(
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Cid.Of(CidCodec.DagCbor, BitConverter.GetBytes(random.Next())))],
        Cid.Of(random.Next(2) == 0 ? CidCodec.Raw : CidCodec.DagCbor, BitConverter.GetBytes(random.Next())),
        [.. Enumerable.Range(0, random.Next(30)).Select(_ => Name(random.Next()))], new AuthorId((ulong)random.NextInt64()), (uint)random.NextInt64(uint.MaxValue), random.NextInt64(253_402_300_800_000))
    { Needs = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Name(random.Next()))] }.Canonical();
}
