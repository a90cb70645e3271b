using System.Net;
using Unum.Hive.Content;
using Unum.Hive.Discovery;
using Unum.Hive.Identity;

namespace Unum.Tests.Hive.Discovery;

public sealed class DhtNodeTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly IPEndPoint Stranger = new(IPAddress.Parse("192.0.2.7"), 4000);
    private readonly List<(IPEndPoint To, byte[] Bytes)> _sent = [];
    private readonly HiveKey _key = HiveKey.Create();
    private readonly DhtNode _node;

    public DhtNodeTests() => _node = new DhtNode(_key, new DhtOptions(), new Random(1), (to, bytes) => _sent.Add((to, bytes)));

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(2)] // find nodes
    [InlineData(3)] // find records
    [InlineData(4)] // store
    public void Nobody_gets_an_answer_longer_than_the_request_before_proving_the_address(byte kind)
    {
        for (int i = 0; i < 100; i++)
        {
            byte[] request = Request(kind, new byte[kind == 4 ? CapabilityRecord.Length : 32], cookie: i == 0 ? 0 : (ulong)(i * 7919));
            _node.Receive(Stranger, request, Now);
            Assert.InRange(_sent[^1].Bytes.Length, 1, request.Length);
        }

        Assert.Equal(100, _sent.Count);
        Assert.Equal(0, _node.Table.Count);
    }

    [Fact]
    public void A_cookie_opens_the_answer_and_only_from_its_own_address()
    {
        _node.Receive(Stranger, Request(2, new byte[32]), Now);
        ulong cookie = BitConverter.ToUInt64(_sent[^1].Bytes.AsSpan(52));
        _node.Receive(Stranger, Request(2, new byte[32], cookie), Now);
        Assert.Equal(131, _sent[^1].Bytes[3]);
        Assert.Equal(1, _node.Table.Count);
        _node.Receive(new IPEndPoint(Stranger.Address, 4001), Request(2, new byte[32], cookie), Now);
        Assert.Equal(130, _sent[^1].Bytes[3]);
        _node.Receive(Stranger, Request(2, new byte[32], cookie), Now.AddHours(1));
        Assert.Equal(130, _sent[^1].Bytes[3]);
    }

    [Fact]
    public void A_forged_an_expired_and_a_far_dated_record_are_not_kept()
    {
        _node.Receive(Stranger, Request(4, new byte[CapabilityRecord.Length]), Now);
        ulong cookie = BitConverter.ToUInt64(_sent[^1].Bytes.AsSpan(52));
        using HiveKey other = HiveKey.Create();
        byte[] good = Record(other, Now.AddMinutes(20));
        byte[] forged = [.. good];
        forged[66] ^= 1;
        Store(forged, kept: 0);
        Store(Record(other, Now.AddMinutes(-1)), kept: 0);
        Store(Record(other, Now.AddDays(1)), kept: 0);
        Store(new byte[CapabilityRecord.Length], kept: 0);
        Assert.Equal(0, _node.RecordsKept);
        Store(good, kept: 1);
        Store(good, kept: 1);
        Assert.Equal(1, _node.RecordsKept);

        void Store(byte[] record, byte kept)
        {
            _node.Receive(Stranger, Request(4, record, cookie), Now);
            Assert.Equal((133, kept), (_sent[^1].Bytes[3], _sent[^1].Bytes[52]));
        }
    }

    [Fact]
    public void Whatever_comes_is_ignored_or_answered_and_never_breaks_the_node()
    {
        Random random = new(5);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = i % 2 == 0 ? new byte[random.Next(1500)] : Request((byte)random.Next(1, 6), new byte[random.Next(400)], (ulong)random.NextInt64());
            if (i % 2 == 0) random.NextBytes(bytes);
            else if (i % 3 == 0) bytes[3] = (byte)random.Next(127, 136);
            _node.Receive(Stranger, bytes, Now);
        }

        Assert.InRange(_node.Ignored, 10_000, 20_000);
        Assert.Equal(0, _node.Table.Count);
    }

    [Fact]
    public void The_nearest_of_a_table_are_those_that_sorting_all_finds()
    {
        Random random = new(6);
        DhtId self = Id(random);
        RoutingTable table = new(self, 20);
        for (int i = 0; i < 3000; i++) table.Heard(new DhtContact(Id(random), new IPEndPoint(i, 1)));
        Assert.InRange(table.Count, 100, 300);
        for (int i = 0; i < 200; i++)
        {
            DhtId target = i % 3 == 0 ? self.Within(random.Next(12), random) : Id(random);
            DhtId[] expected = [.. table.All().Select(c => c.Id).Order(Comparer<DhtId>.Create(target.CompareDistance)).Take(20)];
            Assert.Equal(expected, table.Nearest(target, 20).Select(c => c.Id));
        }
    }

    [Fact]
    public void A_newcomer_takes_no_place_from_a_contact_that_answers_and_no_known_id_to_another_address()
    {
        Random random = new(7);
        DhtId self = Id(random);
        RoutingTable table = new(self, 2);
        DhtContact a = Contact(0), b = Contact(0), c = Contact(0);
        Assert.True(table.Heard(a));
        Assert.True(table.Heard(b));
        Assert.False(table.Heard(c));
        Assert.False(table.Heard(a with { Address = Stranger }));
        table.Failed(a.Id);
        Assert.True(table.Heard(c));
        Assert.Equal([b, c], table.All());
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(i, self.SharedPrefix(self.Within(i, random))));

        DhtContact Contact(int depth) => new(self.Within(depth, random), new IPEndPoint(1, 1));
    }

    private static DhtId Id(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return DhtId.Read(bytes);
    }

    private static byte[] Record(HiveKey key, DateTimeOffset expires) =>
        new CapabilityRecord(DhtId.OfCapability("math"), key.Public, 20, 200, Cid.Of(CidCodec.Raw, "basin"u8).Digest, (uint)expires.ToUnixTimeSeconds(), Stranger).Sign(key);

    private static byte[] Request(byte kind, byte[] body, ulong cookie = 0)
    {
        byte[] bytes = new byte[52 + body.Length];
        (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[20]) = ((byte)'u', (byte)'D', 1, kind, 9, 77);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), cookie);
        body.CopyTo(bytes, 52);
        return bytes;
    }
}
