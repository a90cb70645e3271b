using System.Net;
using System.Net.Sockets;
using Unum.Fabric.Discovery;
using Unum.Hive.Discovery;
using Unum.Hive.Identity;

namespace Unum.Tests.Fabric.Discovery;

/// <summary>Nodes of the table on real sockets of this computer.</summary>
public sealed class UdpDhtHostTests : IAsyncDisposable
{
    private const int FindNodes = 2;
    private const int CookieAnswer = 130;
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<HiveKey> _keys = [];
    private readonly List<UdpDhtHost> _hosts = [];

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (UdpDhtHost host in _hosts) await host.DisposeAsync();
        _keys.ForEach(static k => k.Dispose());
    }

    [Fact]
    public async Task Twenty_nodes_find_who_can_do_what_also_after_six_of_them_died()
    {
        for (int i = 0; i < 20; i++) Open().Join(_hosts[Math.Max(0, i - 1)].Address);
        await UntilAsync(() => _hosts.All(static h => h.Table().Count >= 15), "the nodes know each other");
        IPEndPoint asked = new(IPAddress.Loopback, 4711);
        for (int i = 16; i < 20; i++) _hosts[i].Announce("algebra", 24, 200, default, asked);
        await UntilAsync(async () => (await _hosts[3].QueryAsync("algebra", 4, Stopping)).Count == 4, "all four are found");
        CapabilityRecord one = (await _hosts[7].QueryAsync("algebra", 1, Stopping)).Single();
        Assert.Equal((24, 200, asked), (one.LogSize, one.Availability, one.Address));
        Assert.Contains(one.Node, _hosts[16..].Select(static h => h.Id));

        for (int i = 0; i < 6; i++) await _hosts[i].DisposeAsync();
        for (int i = 6; i < 16; i++) Assert.NotEmpty(await _hosts[i].QueryAsync("algebra", 1, Stopping));
        Assert.Empty(await _hosts[9].QueryAsync("alchemy", 1, Stopping));
        // Malformed ones are not counted here: ports of loopback are used again, and a stranger's last datagram may still arrive.
        Assert.All(_hosts, static h => Assert.Equal(0, h.Tally.Limited));
    }

    [Fact]
    public async Task A_flood_of_nonsense_is_counted_and_the_node_answers_all_the_same()
    {
        UdpDhtHost host = Open();
        using UdpClient stranger = new(AnyPort);
        Random random = new(6);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = new byte[random.Next(i % 50 == 0 ? 4000 : 1300)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length > 60) (bytes[0], bytes[1], bytes[2], bytes[3]) = ((byte)'u', (byte)'D', 1, (byte)random.Next(1, 6));
            if (bytes.Length > 60) bytes[12] = 0;
            await stranger.SendAsync(bytes, host.Address, Stopping);
            if (i % 50 == 0) await Task.Delay(1, Stopping); // the system's buffer is not what is tested
        }

        await UntilAsync(() => host.Tally.Received >= 1000, "most of it arrived");
        Assert.InRange(host.Tally.Malformed, 700, 1500);
        Assert.Empty(host.Table());
        UdpDhtHost friend = Open();
        friend.Join(host.Address);
        await UntilAsync(() => friend.Table().Count == 1 && host.Table().Count == 1, "a friend is let in");
        Assert.Equal((friend.Id, friend.Address), (host.Table()[0].Contact.Id, host.Table()[0].Contact.Address));
    }

    [Fact]
    public async Task A_stranger_gets_no_more_bytes_than_it_sent_and_none_beyond_its_limit()
    {
        UdpDhtHost host = Open(new UdpDhtOptions { Burst = 50, DatagramsPerSecond = 1 });
        for (int i = 0; i < 3; i++) Open().Join(host.Address);
        await UntilAsync(() => host.Table().Count == 3, "the node knows others whom it could name");
        using UdpClient stranger = new(AnyPort);
        byte[] request = Request(FindNodes);
        for (int i = 0; i < 200; i++) await stranger.SendAsync(request, host.Address, Stopping);
        await UntilAsync(() => host.Tally.Limited > 100, "most was over the limit");
        int answers = 0;
        while (stranger.Available > 0)
        {
            UdpReceiveResult answer = await stranger.ReceiveAsync(Stopping);
            answers++;
            Assert.Equal(CookieAnswer, answer.Buffer[3]);
            Assert.InRange(answer.Buffer.Length, 1, request.Length);
        }

        Assert.InRange(answers, 0, 60);
    }

    [Fact]
    public async Task Who_has_not_the_meshs_key_is_not_heard()
    {
        UdpDhtOptions keyed = new() { MeshKey = "a key of more than sixteen characters"u8.ToArray() };
        UdpDhtHost one = Open(keyed), two = Open(keyed), other = Open(keyed with { MeshKey = "another key of sixteen characters"u8.ToArray() }), open = Open();
        two.Join(one.Address);
        other.Join(one.Address);
        open.Join(one.Address);
        await UntilAsync(() => one.Table().Count == 1 && one.Tally.Malformed >= 4, "the friend is in and the others have knocked");
        Assert.Equal(two.Id, one.Table().Single().Contact.Id);
        Assert.Empty(other.Table());
        Assert.Empty(open.Table());
    }

    [Fact]
    public void Nothing_is_sent_to_addresses_that_no_node_can_have()
    {
        UdpDhtHost host = Open();
        host.Join(new IPEndPoint(IPAddress.Parse("224.0.0.1"), 4000));
        host.Join(new IPEndPoint(IPAddress.Loopback, 0));
        host.Join(new IPEndPoint(IPAddress.Broadcast, 4000));
        host.Join(new IPEndPoint(IPAddress.IPv6Loopback, 4000));
        Assert.Equal(4, host.Tally.Dropped);
        Assert.Equal(0, host.Tally.Sent);
    }

    [Fact]
    public void Randomness_of_the_system_stays_in_its_bounds()
    {
        SecureRandom random = new();
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextDouble(), 0, 1 - double.Epsilon));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.Next(3, 5), 3, 4));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextInt64(), 0, long.MaxValue));
        Assert.Equal((0, 7), (random.Next(0), random.Next(7, 7)));
    }

    [Fact]
    public void A_flood_of_addresses_takes_no_memory_and_shares_one_limit()
    {
        AddressLimits limits = new(1, 5, 10, TimeProvider.System);
        for (uint i = 0; i < 10; i++) Assert.True(limits.Pass(new IPAddress(i)));
        int passed = 0;
        for (uint i = 100; i < 1100; i++)
        {
            if (limits.Pass(new IPAddress(i))) passed++;
        }

        Assert.Equal(10, limits.Count);
        Assert.InRange(passed, 5, 8);
        Assert.True(limits.Pass(new IPAddress(3))); // a known one has its own
    }

    private static byte[] Request(byte kind)
    {
        byte[] bytes = new byte[84];
        (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[20]) = ((byte)'u', (byte)'D', 1, kind, 9, 77);
        return bytes;
    }

    private static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        patience.CancelAfter(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"Never: {what}.");
            await Task.Delay(20, Stopping);
        }
    }

    private UdpDhtHost Open(UdpDhtOptions? options = null)
    {
        HiveKey key = HiveKey.Create();
        _keys.Add(key);
        _hosts.Add(UdpDhtHost.Open(key, AnyPort, options ?? new UdpDhtOptions(), new Random(_keys.Count), TimeProvider.System));
        return _hosts[^1];
    }
}
