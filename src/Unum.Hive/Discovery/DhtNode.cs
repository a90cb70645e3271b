using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Discovery;

/// <summary>
/// One node of the table through which instances find each other by what they can do: Kademlia (Maymounkov and Mazières, 2002) with signed records of several values.
/// <para>
/// A deterministic machine: datagrams and time come in by <see cref="Receive"/> and <see cref="Tick"/>, datagrams go out through the function given; randomness is given. So a world of
/// ten thousand runs from one seed. An answer longer than its request goes only to who proved by a cookie that it receives at its address, so the node
/// amplifies nothing. Tables, records and requests under way are bounded; malformed datagrams are counted and ignored. Not safe from several threads.
/// </para>
/// </summary>
public sealed class DhtNode
{
    private const int MostCookies = 8192;
    private const int RecordsInAnswer = 4;
    private const int ContactsWithRecords = 8;
    private const int JoinAttempts = 5;
    private const int RefreshFactor = 30;
    private const int RefreshedBuckets = 3; // shallow ones; the deep are thin because nobody is there

    private static readonly TimeSpan CookieLife = TimeSpan.FromMinutes(10);
    private readonly HiveKey _key;
    private readonly DhtOptions _options;
    private readonly Random _random;
    private readonly Action<IPEndPoint, byte[]> _send;
    private readonly RoutingTable _table;
    private readonly RecordStore _records;
    private readonly byte[] _secret = new byte[SipHash.KeyLength];
    private readonly Dictionary<ulong, Request> _pending = [];
    private readonly PriorityQueue<ulong, DateTimeOffset> _deadlines = new();
    private readonly Dictionary<IPEndPoint, ulong> _cookies = [];
    private readonly Queue<Search> _waiting = [];
    private readonly List<DhtContact> _near = [];
    private readonly List<Capability> _own = [];
    private readonly List<IPEndPoint> _doors = [];
    private DateTimeOffset? _refreshDue;
    private DateTimeOffset _now;

    /// <summary>A node that knows nobody.</summary>
    /// <param name="key">Its identity; its id is the digest of the public half.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="random">Transactions, cookies and choices.</param>
    /// <param name="send">Takes a datagram to an address; may lose it.</param>
    public DhtNode(HiveKey key, DhtOptions options, Random random, Action<IPEndPoint, byte[]> send)
    {
        _key = key;
        _options = options;
        _random = random;
        _send = send;
        Id = DhtId.OfKey(key.Public.Span);
        _table = new RoutingTable(Id, options.BucketSize);
        _records = new RecordStore(options);
        random.NextBytes(_secret);
    }

    /// <summary>Where it stands.</summary>
    public DhtId Id { get; }

    /// <summary>Contacts known.</summary>
    public RoutingTable Table => _table;

    /// <summary>Records kept for others.</summary>
    public int RecordsKept => _records.Count;

    /// <summary>Datagrams that were not ours, not in form, or answers to nothing asked.</summary>
    public long Ignored { get; private set; }

    /// <summary>When <see cref="Tick"/> has something to do; null when nothing waits.</summary>
    public DateTimeOffset? NextTick
    {
        get
        {
            DateTimeOffset? next = _refreshDue;
            foreach (Capability capability in _own)
            {
                if (next is null || capability.Due < next) next = capability.Due;
            }

            // Who has been answered waits for nothing any more.
            while (_deadlines.TryPeek(out ulong transaction, out _) && !_pending.ContainsKey(transaction)) _deadlines.Dequeue();
            return _deadlines.TryPeek(out _, out DateTimeOffset deadline) && (next is null || deadline < next) ? deadline : next;
        }
    }

    /// <summary>Asks a known address to be let in, then looks for itself and for the buckets that are thin.</summary>
    /// <param name="address">Where some node answers.</param>
    /// <param name="now">Time.</param>
    /// <param name="joined">Is told when it is in, true, or that the address did not answer several times in a row.</param>
    public void Join(IPEndPoint address, DateTimeOffset now, Action<bool>? joined = null)
    {
        _now = now;
        if (!_doors.Contains(address)) _doors.Add(address);
        _refreshDue = now + (_options.Refresh / RefreshFactor);
        Knock(address, JoinAttempts, joined);
    }

    /// <summary>Says from now on, again and again, what this node can do; what it said before of the same specialisation is replaced.</summary>
    public void Announce(string specialisation, byte logSize, byte availability, Digest256 basin, IPEndPoint address, DateTimeOffset now)
    {
        _now = now;
        DhtId key = DhtId.OfCapability(specialisation);
        _own.RemoveAll(c => c.Key == key);
        _own.Add(new Capability(key, logSize, availability, basin, address, now));
        Tick(now);
    }

    /// <summary>Looks for nodes with a capability.</summary>
    /// <param name="specialisation">Its name.</param>
    /// <param name="wanted">Stops when so many were found.</param>
    /// <param name="now">Time.</param>
    /// <param name="done">Is told the verified records and the search itself.</param>
    public void Query(string specialisation, int wanted, DateTimeOffset now, Action<IReadOnlyList<CapabilityRecord>, DhtLookup> done)
    {
        _now = now;
        DhtId key = DhtId.OfCapability(specialisation);
        IReadOnlyList<byte[]> here = _records.Find(key, wanted, Seconds, _random);
        Find(key, wanted, lookup => done([.. here.Concat(lookup.Records).Select(static r => CapabilityRecord.Read(r)).OfType<CapabilityRecord>().DistinctBy(static r => r.Node).Take(wanted)], lookup));
    }

    /// <summary>Looks for the nodes nearest to an id.</summary>
    public void FindNodes(DhtId target, DateTimeOffset now, Action<DhtLookup> done)
    {
        _now = now;
        Find(target, 0, done);
    }

    /// <summary>Gives up on what was not answered and publishes what is due.</summary>
    public void Tick(DateTimeOffset now)
    {
        _now = now;
        while (_deadlines.TryPeek(out ulong transaction, out DateTimeOffset deadline) && deadline <= now)
        {
            _deadlines.Dequeue();
            if (!_pending.Remove(transaction, out Request? request)) continue;
            if (request.Contact.Id != default) _table.Failed(request.Contact.Id);
            request.Done(null);
        }

        if (_refreshDue <= now) Heal();
        foreach (Capability capability in _own.Where(c => c.Due <= now).ToArray())
        {
            capability.Due = now + _options.Republish;
            Publish(capability);
        }

        Proceed();
    }

    /// <summary>Takes a datagram in.</summary>
    public void Receive(IPEndPoint from, ReadOnlyMemory<byte> datagram, DateTimeOffset now)
    {
        _now = now;
        if (!DhtMessage.TryRead(datagram, out DhtMessage message) || message.Sender == Id)
        {
            Ignored++;
            return;
        }

        if (message.Kind >= DhtMessageKind.Pong) TakeAnswer(from, message);
        else Answer(from, message);
        Proceed();
    }

    private uint Seconds => (uint)_now.ToUnixTimeSeconds();

    private void Knock(IPEndPoint address, int attempts, Action<bool>? joined) => Ask(new DhtContact(default, address), DhtMessageKind.Ping, [], reply =>
    {
        if (reply is not null) Find(Id, 0, _ => Refresh(() => joined?.Invoke(true)));
        else if (attempts > 1) Knock(address, attempts - 1, joined);
        else joined?.Invoke(false);
    });

    private void Answer(IPEndPoint from, in DhtMessage request)
    {
        if (request.Kind == DhtMessageKind.Ping)
        {
            Reply(from, request, DhtMessageKind.Pong, []);
            return;
        }

        if (!IsCookie(from, request.Cookie))
        {
            byte[] cookie = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(cookie, CookieOf(from, Epoch));
            Reply(from, request, DhtMessageKind.Cookie, cookie);
            return;
        }

        _table.Heard(new DhtContact(request.Sender, from), Seconds);
        if (request.Kind == DhtMessageKind.Store)
        {
            byte[] bytes = request.Body.ToArray();
            bool kept = CapabilityRecord.Read(bytes) is { } record && _records.Keep(record, bytes, Seconds);
            Reply(from, request, DhtMessageKind.Stored, [(byte)(kept ? 1 : 0)]);
            return;
        }

        DhtId target = DhtId.Read(request.Body.Span);
        bool records = request.Kind == DhtMessageKind.FindRecords;
        IReadOnlyList<byte[]> found = records ? _records.Find(target, RecordsInAnswer, Seconds, _random) : [];
        ReadOnlySpan<DhtContact> near = Near(target, request.Sender, records ? ContactsWithRecords : _options.BucketSize);
        int length = (records ? 1 : 0) + (found.Count * CapabilityRecord.Length) + 1 + (near.Length * DhtMessage.ContactLength);
        byte[] answer = new DhtMessage(records ? DhtMessageKind.Records : DhtMessageKind.Nodes, request.Transaction, 0, Id, default).Write(length);
        Span<byte> body = answer.AsSpan(DhtMessage.HeaderLength);
        DhtMessage.WriteContacts(body[(records ? DhtMessage.WriteRecords(body, found) : 0)..], near);
        _send(from, answer);
    }

    /// <summary>The nearest that this node knows, without who asks; valid until it is asked again.</summary>
    private ReadOnlySpan<DhtContact> Near(DhtId target, DhtId asker, int most)
    {
        _table.Nearest(target, most + 1, _near);
        for (int i = 0; i < _near.Count; i++)
        {
            if (_near[i].Id != asker) continue;
            _near.RemoveAt(i);
            break;
        }

        return CollectionsMarshal.AsSpan(_near)[..Math.Min(most, _near.Count)];
    }

    private void TakeAnswer(IPEndPoint from, in DhtMessage answer)
    {
        if (!_pending.TryGetValue(answer.Transaction, out Request? request) || !request.Contact.IsWith(new DhtContact(default, from))
            || (request.Contact.Id != default && request.Contact.Id != answer.Sender) || !Answers(request.Kind, answer.Kind))
        {
            Ignored++;
            return;
        }

        _pending.Remove(answer.Transaction);
        if (answer.Kind == DhtMessageKind.Cookie)
        {
            if (_cookies.Count >= MostCookies) _cookies.Clear();
            _cookies[from] = BinaryPrimitives.ReadUInt64LittleEndian(answer.Body.Span);
            if (request.Again) request.Done(null);
            else Ask(request.Contact, request.Kind, request.Body, request.Done, again: true);
            return;
        }

        _table.Heard(new DhtContact(answer.Sender, from), Seconds);
        request.Done(answer);
    }

    private static bool Answers(DhtMessageKind asked, DhtMessageKind answered) => answered == DhtMessageKind.Cookie ? asked != DhtMessageKind.Ping : (asked, answered) is
        (DhtMessageKind.Ping, DhtMessageKind.Pong) or (DhtMessageKind.FindNodes, DhtMessageKind.Nodes) or (DhtMessageKind.FindRecords, DhtMessageKind.Records) or (DhtMessageKind.Store, DhtMessageKind.Stored);

    private void Ask(DhtContact contact, DhtMessageKind kind, byte[] body, Action<DhtMessage?> done, bool again = false)
    {
        ulong transaction = (ulong)_random.NextInt64();
        _cookies.TryGetValue(contact.Address, out ulong cookie);
        _pending[transaction] = new Request(contact, kind, body, done, again);
        _deadlines.Enqueue(transaction, _now + _options.Timeout);
        _send(contact.Address, new DhtMessage(kind, transaction, cookie, Id, body).Write());
    }

    private void Reply(IPEndPoint to, in DhtMessage request, DhtMessageKind kind, byte[] body) => _send(to, new DhtMessage(kind, request.Transaction, 0, Id, body).Write());

    private void Find(DhtId target, int wanted, Action<DhtLookup> done)
    {
        _waiting.Enqueue(new Search(new DhtLookup(target, Id, _table.Nearest(target, _options.BucketSize), _options, wanted), done));
        Proceed();
    }

    /// <summary>Starts searches that wait, while there is room for their requests.</summary>
    private void Proceed()
    {
        while (_waiting.Count > 0 && _pending.Count + _options.Parallel <= _options.MostPending) Drive(_waiting.Dequeue());
    }

    private void Drive(Search search)
    {
        foreach (DhtContact contact in search.Lookup.Next())
        {
            byte[] body = new byte[32];
            search.Lookup.Target.Write(body);
            Ask(contact, search.Lookup.WantsRecords ? DhtMessageKind.FindRecords : DhtMessageKind.FindNodes, body, reply =>
            {
                if (reply is not { } answer) search.Lookup.Failed(contact.Id);
                else search.Lookup.Answered(contact.Id, answer.Contacts(_options.BucketSize), Verified(search.Lookup.Target, answer));
                Drive(search);
            });
        }

        if (!search.Lookup.IsDone || search.Finished) return;
        search.Finished = true;
        search.Done(search.Lookup);
    }

    private IEnumerable<(DhtId Node, byte[] Record)> Verified(DhtId key, DhtMessage answer)
    {
        foreach (byte[] bytes in answer.RecordBytes())
        {
            if (CapabilityRecord.Read(bytes) is { } record && record.Key == key && record.Expires > Seconds) yield return (record.Node, bytes);
        }
    }

    /// <summary>Who lost touch knocks again; who knows somebody looks for those it should know.</summary>
    private void Heal()
    {
        TimeSpan pause = _table.Count < _options.BucketSize ? _options.Refresh / RefreshFactor : _options.Refresh;
        _refreshDue = _now + (pause * (.75 + (.5 * _random.NextDouble()))); // spread: not all at once
        if (_table.Count > 0) Find(Id, 0, _ => Refresh(static () => { }));
        else if (_doors.Count > 0) Knock(_doors[_random.Next(_doors.Count)], 1, null);
    }

    /// <summary>One random search in every thin bucket above the own neighbourhood: what fills the table after joining.</summary>
    private void Refresh(Action done)
    {
        int[] thin = [.. _table.Thin().Take(RefreshedBuckets)];
        int left = thin.Length;
        if (left == 0) done();
        foreach (int depth in thin)
        {
            Find(Id.Within(depth, _random), 0, _ =>
            {
                if (--left == 0) done();
            });
        }
    }

    private void Publish(Capability capability)
    {
        uint expires = (uint)(_now + _options.RecordLife).ToUnixTimeSeconds();
        byte[] record = new CapabilityRecord(capability.Key, _key.Public, capability.LogSize, capability.Availability, capability.Basin, expires, capability.Address).Sign(_key);
        Find(capability.Key, 0, lookup =>
        {
            DhtContact[] nearest = [.. lookup.Nearest.Take(_options.Replicas)];
            // It may be this node itself that is among the nearest.
            if (nearest.Length < _options.Replicas || capability.Key.CompareDistance(Id, nearest[^1].Id) < 0) _records.Keep(CapabilityRecord.Read(record)!, record, Seconds);
            foreach (DhtContact contact in nearest) Ask(contact, DhtMessageKind.Store, record, static _ => { });
        });
    }

    private long Epoch => _now.Ticks / CookieLife.Ticks;

    private bool IsCookie(IPEndPoint from, ulong cookie) => cookie != 0 && (cookie == CookieOf(from, Epoch) || cookie == CookieOf(from, Epoch - 1));

    private ulong CookieOf(IPEndPoint from, long epoch)
    {
        Span<byte> about = stackalloc byte[AddressCodec.Length + 8];
        AddressCodec.Write(from, about);
        BinaryPrimitives.WriteInt64LittleEndian(about[AddressCodec.Length..], epoch);
        return SipHash.Of(_secret, about) | 1; // never zero: zero is "none"
    }

    private sealed record Request(DhtContact Contact, DhtMessageKind Kind, byte[] Body, Action<DhtMessage?> Done, bool Again);

    private sealed class Search(DhtLookup lookup, Action<DhtLookup> done)
    {
        public DhtLookup Lookup { get; } = lookup;

        public Action<DhtLookup> Done { get; } = done;

        public bool Finished { get; set; }
    }

    private sealed class Capability(DhtId key, byte logSize, byte availability, Digest256 basin, IPEndPoint address, DateTimeOffset due)
    {
        public DhtId Key { get; } = key;

        public byte LogSize { get; } = logSize;

        public byte Availability { get; } = availability;

        public Digest256 Basin { get; } = basin;

        public IPEndPoint Address { get; } = address;

        public DateTimeOffset Due { get; set; } = due;
    }
}
