using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;
using Unum.Kairos.Time;

namespace Unum.Tests.Fabric.Mesh;

public sealed class MeshLinkPartsTests
{
    [Fact]
    public void For_a_slow_reader_the_newest_message_of_each_node_waits()
    {
        using NewestQueue queue = new(3);
        foreach (string frame in new[] { "a1", "b1", "a2", "c1", "a3", "d1" }) queue.Add(frame[..1], Encoding.UTF8.GetBytes(frame));

        List<string> sent = [];
        while (queue.TryTake(out ReadOnlyMemory<byte> frame)) sent.Add(Encoding.UTF8.GetString(frame.Span));

        Assert.Equal(["b1", "c1", "d1"], sent);
        Assert.Equal(3, queue.Dropped);
    }

    [Fact]
    public async Task A_complete_queue_wakes_its_reader_and_takes_nothing_more()
    {
        using NewestQueue queue = new(3);
        Task<bool> waiting = queue.WaitAsync(TestContext.Current.CancellationToken);
        queue.Complete();
        queue.Add("a", new byte[1]);

        Assert.False(await waiting);
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void A_rate_limit_passes_a_burst_and_then_the_rate()
    {
        VirtualClock clock = new(DateTimeOffset.UnixEpoch);
        RateLimit limit = new(100, 10, clock);
        int passed = 0;
        for (int i = 0; i < 50; i++) passed += limit.Pass() ? 1 : 0;
        Assert.Equal(10, passed);
        for (int step = 0; step < 1000; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            for (int i = 0; i < 5; i++) passed += limit.Pass() ? 1 : 0;
        }

        Assert.InRange(passed, 109, 110);
    }

    [Theory]
    [InlineData("ws://10.0.0.2:3002/mesh", true)]
    [InlineData("wss://host/mesh", true)]
    [InlineData("http://host/mesh", false)]
    [InlineData("ws://user:secret@host/mesh", false)]
    [InlineData("ws://host/mesh?x=1", false)]
    [InlineData("/mesh", false)]
    [InlineData("", false)]
    public void Only_plain_websocket_addresses_are_taken(string address, bool valid) => Assert.Equal(valid, MeshAddress.IsValid(address));

    [Theory]
    [InlineData("ws://0.0.0.0:3002/mesh", "10.0.0.5:51234", "ws://10.0.0.5:3002/mesh")]
    [InlineData("ws://0.0.0.0:3002/mesh", "[::ffff:10.0.0.5]:51234", "ws://10.0.0.5:3002/mesh")]
    [InlineData("ws://[::]:3002/mesh", "ws://elsewhere:9/mesh", "ws://elsewhere:3002/mesh")]
    [InlineData("ws://real:3002/mesh", "10.0.0.5:51234", "ws://real:3002/mesh")]
    [InlineData("ws://0.0.0.0:3002/mesh", "a pipe", null)]
    public void An_unspecified_host_means_the_one_that_is_seen(string listen, string seenAt, string? address) =>
        Assert.Equal(address, MeshAddress.Resolve(listen, seenAt));

    [Fact]
    public void A_hello_and_a_list_of_peers_come_back_as_they_were()
    {
        MeshHelloCodec codec = new(MeshKey.Parse("0123456789abcdef"));
        byte[] hello = codec.EncodeHello(["a", "Küche \"2\""], "ws://10.0.0.2:3002/mesh");
        byte[] peers = codec.EncodePeers(["ws://x:1/mesh", "ws://y:2/mesh"]);

        Assert.True(MeshHelloCodec.IsHello(hello));
        Assert.True(MeshHelloCodec.IsHello(peers));
        Assert.True(codec.Decode(hello, out MeshHello? read).Accepted);
        Assert.Equal(["a", "Küche \"2\""], read!.NodeIds);
        Assert.Equal("ws://10.0.0.2:3002/mesh", read.Listen);
        Assert.True(codec.Decode(peers, out read).Accepted);
        Assert.Equal(["ws://x:1/mesh", "ws://y:2/mesh"], read!.Peers);

        string changed = Encoding.UTF8.GetString(peers).Replace("//y", "//z", StringComparison.Ordinal);
        Assert.Equal(RefusalReason.Unauthenticated, codec.Decode(Encoding.UTF8.GetBytes(changed), out _).Reason);
        Assert.Equal(RefusalReason.Unauthenticated, codec.Decode(new MeshHelloCodec(null).EncodePeers(["ws://x:1/mesh"]), out _).Reason);
    }

    [Fact]
    public void However_much_there_is_to_tell_it_fits_a_frame()
    {
        MeshHelloCodec codec = new(MeshKey.Parse("0123456789abcdef"));
        string[] ids = [.. Enumerable.Range(0, 500).Select(i => $"{i:000}" + new string('界', 60))];
        string[] addresses = [.. Enumerable.Range(0, 500).Select(i => $"ws://{new string('x', 150)}{i}:3002/mesh")];

        Assert.True(codec.EncodeHello(ids, addresses[0]).Length <= PhaseMessageCodec.MaxLength);
        Assert.True(codec.EncodePeers(addresses).Length <= PhaseMessageCodec.MaxLength);
        Assert.True(codec.Decode(codec.EncodePeers(addresses), out _).Accepted);
    }

    [Fact]
    public void Arbitrary_hellos_never_throw()
    {
        MeshHelloCodec open = new(null);
        Gen<byte[]> junk = Gen.OneOf(
            Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(),
            Gen.Elements("{", "}", "\"hello\"", ":", ",", "\"peers\"", "[", "]", "\"node_ids\"", "\"listen\"", "null", "1", "\"ws://x/\"", "\"\\ud800\"")
                .ListOf(12).Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(junk.ToArbitrary(), frame =>
        {
            MeshHelloCodec.IsHello(frame);
            return open.Decode(frame, out MeshHello? hello).Accepted == (hello is not null);
        }));
    }

    [Fact]
    public void The_links_that_processes_choose_keep_the_mesh_connected_when_any_one_is_lost()
    {
        for (int count = 3; count <= 24; count++)
        {
            AddressBook[] books = Books(count);
            bool[,] links = new bool[count, count];
            Settle(books, links, lost: -1, now: 0);
            Assert.True(Connected(links, -1), $"{count} processes");

            for (int lost = 0; lost < count; lost++) Assert.True(Connected(links, lost), $"{count} processes without {lost}");
            int most = Enumerable.Range(0, count).Max(i => Enumerable.Range(0, count).Count(j => links[i, j]));
            Assert.True(most <= 12, $"{most} links at one process of {count}");
        }
    }

    [Fact]
    public void A_lost_process_is_replaced_and_in_the_end_forgotten()
    {
        AddressBook book = new("me", new MeshLinkOptions { TargetLinks = 1 });
        book.Add("ws://a/", given: true);
        book.Add("ws://b/", given: false);
        long now = 0;
        for (int round = 0; round < 12; round++)
        {
            foreach (string address in book.Due(now))
            {
                book.Dialling(address);
                book.Dialled(address, "no answer", failed: true, now);
            }

            now += TimeSpan.FromMinutes(1).Ticks;
        }

        Assert.Equal(["ws://a/"], book.All().Select(entry => entry.Address));
        Assert.Empty(book.Alive());
        Assert.Equal("no answer", book.All().Single().Error);
    }

    [Fact]
    public void Pauses_between_attempts_double_up_to_the_longest()
    {
        MeshLinkOptions options = new() { FirstRetry = TimeSpan.FromSeconds(1), MaxRetry = TimeSpan.FromSeconds(20) };
        AddressBook book = new("me", options);
        book.Add("ws://a/", given: true);
        long now = 0;
        List<double> pauses = [];
        for (int i = 0; i < 8; i++)
        {
            Assert.Single(book.Due(now));
            book.Dialling("ws://a/");
            Assert.Empty(book.Due(now));
            book.Dialled("ws://a/", "refused", failed: true, now);
            long begin = now;
            while (book.Due(now).Count == 0) now += TimeSpan.TicksPerMillisecond * 10;
            pauses.Add(TimeSpan.FromTicks(now - begin).TotalSeconds);
        }

        for (int i = 0; i < 8; i++)
        {
            double whole = Math.Min(20, Math.Pow(2, i + 1));
            Assert.InRange(pauses[i], whole / 2, whole + 0.02);
        }
    }

    private static AddressBook[] Books(int count)
    {
        AddressBook[] books = new AddressBook[count];
        for (int i = 0; i < count; i++)
        {
            books[i] = new AddressBook($"n{i}", new MeshLinkOptions()) { Self = Address(i) };
            for (int j = 0; j < count; j++)
            {
                if (i != j) books[i].Add(Address(j), given: false);
            }
        }

        return books;
    }

    private static void Settle(AddressBook[] books, bool[,] links, int lost, long now)
    {
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < books.Length; i++)
            {
                foreach (string address in i == lost ? [] : books[i].Due(now))
                {
                    int j = int.Parse(address.Split('n', '/')[3], System.Globalization.CultureInfo.InvariantCulture);
                    books[i].Linked(Address(j), up: true, now);
                    books[j].Linked(Address(i), up: true, now);
                    links[i, j] = links[j, i] = true;
                }
            }
        }
    }

    private static bool Connected(bool[,] links, int without)
    {
        int count = links.GetLength(0);
        HashSet<int> reached = [without == 0 ? 1 : 0];
        Queue<int> open = new(reached);
        while (open.TryDequeue(out int i))
        {
            for (int j = 0; j < count; j++)
            {
                if (links[i, j] && j != without && reached.Add(j)) open.Enqueue(j);
            }
        }

        return reached.Count == count - (without >= 0 ? 1 : 0);
    }

    private static string Address(int i) => $"ws://n{i}/";
}
