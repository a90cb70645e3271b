using System.Net;
using Unum.Hive.Identity;

namespace Unum.Hive.Discovery;

/// <summary>
/// Many nodes in one process, in virtual time, from one seed: each datagram takes 10 to 150 ms, a share is lost, the dead never answer. Says how well the living
/// find who can do what.
/// </summary>
public sealed class DhtWorld
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly DhtOptions _options;
    private readonly double _loss;
    private readonly Random _random;
    private readonly List<Member> _members = [];
    private readonly Dictionary<IPEndPoint, Member> _byAddress = [];
    private readonly PriorityQueue<Arrival, Moment> _arrivals = new(Comparer<Moment>.Create(static (x, y) => x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : x.Order.CompareTo(y.Order)));
    private DateTimeOffset _now = Start;
    private long _order;

    /// <summary>An empty world.</summary>
    /// <param name="seed">Everything follows from it but the nodes' keys.</param>
    /// <param name="options">How its nodes behave.</param>
    /// <param name="loss">Share of datagrams lost, 0 to 1.</param>
    public DhtWorld(int seed, DhtOptions options, double loss = 0)
    {
        _random = new Random(seed);
        _options = options;
        _loss = loss;
    }

    /// <summary>Datagrams sent so far.</summary>
    public long Datagrams { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Nodes alive.</summary>
    public int Living => _members.Count(static m => m.Alive);

    /// <summary>The nodes alive, in the order in which they joined.</summary>
    public IEnumerable<DhtNode> LivingNodes => _members.Where(static m => m.Alive).Select(static m => m.Node);

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Elapsed => _now - Start;

    /// <summary>Adds a node that joins through a random living one.</summary>
    public DhtNode Join()
    {
        byte[] scalar = new byte[32];
        _random.NextBytes(scalar);
        scalar[0] &= 0x7F; // below the order of the curve
        int number = _members.Count;
        IPEndPoint address = new(new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]), 3004);
        Member member = new() { Address = address };
        member.Node = new DhtNode(HiveKey.FromPrivate(scalar), _options, new Random(_random.Next()), (to, bytes) => Send(member, to, bytes));
        Member? through = number == 0 ? null : PickLiving();
        _members.Add(member);
        _byAddress.Add(address, member);
        if (through is not null) member.Node.Join(through.Address, _now);
        Schedule(member);
        return member.Node;
    }

    /// <summary>Kills so many of the living at random.</summary>
    public void Kill(int count)
    {
        for (int i = 0; i < count; i++) PickLiving().Alive = false;
    }

    /// <summary>A random living node announces a capability.</summary>
    public void Announce(string specialisation)
    {
        Member member = PickLiving();
        member.Node.Announce(specialisation, 12, 240, default, member.Address, _now);
        Schedule(member);
    }

    /// <summary>A random living node begins to look for a capability.</summary>
    /// <param name="specialisation">Its name.</param>
    /// <param name="wanted">How many records end the search.</param>
    /// <param name="done">Is told what came of it, unless the node dies before.</param>
    public void Ask(string specialisation, int wanted, Action<DhtFinding> done)
    {
        Member member = PickLiving();
        member.Node.Query(specialisation, wanted, _now, (records, lookup) =>
        {
            if (member.Alive) done(new DhtFinding(records.Count, records.Count(r => _byAddress.TryGetValue(r.Address, out Member? holder) && holder.Alive), lookup.Requests, lookup.Hops));
        });
        Schedule(member);
    }

    /// <summary>A random living node looks for a capability; time passes until it is done.</summary>
    public DhtFinding Query(string specialisation, int wanted)
    {
        DhtFinding? result = null;
        Ask(specialisation, wanted, finding => result = finding);
        while (result is null && Step())
        {
        }

        return result ?? default;
    }

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan time)
    {
        DateTimeOffset end = _now + time;
        while (_arrivals.TryPeek(out _, out Moment next) && next.Ticks <= end.Ticks) Step();
        _now = end;
    }

    private bool Step()
    {
        if (!_arrivals.TryDequeue(out Arrival arrival, out Moment when)) return false;
        _now = new DateTimeOffset(when.Ticks, TimeSpan.Zero);
        if (!arrival.To.Alive) return true;
        if (arrival.Datagram is { } datagram) arrival.To.Node.Receive(arrival.From!, datagram, _now);
        else arrival.To.Wake = null;
        if (arrival.To.Node.NextTick <= _now) arrival.To.Node.Tick(_now);
        Schedule(arrival.To);
        return true;
    }

    private void Send(Member from, IPEndPoint to, byte[] datagram)
    {
        Datagrams++;
        Bytes += datagram.Length;
        if (_random.NextDouble() < _loss || !_byAddress.TryGetValue(to, out Member? member)) return;
        _arrivals.Enqueue(new Arrival(member, from.Address, datagram), new Moment(_now.Ticks + (_random.Next(10, 150) * TimeSpan.TicksPerMillisecond), _order++));
    }

    /// <summary>Wakes a node when it next has something to do, once.</summary>
    private void Schedule(Member member)
    {
        if (member.Node.NextTick is not { } next || member.Wake <= next) return;
        member.Wake = next;
        _arrivals.Enqueue(new Arrival(member, null, null), new Moment(next.Ticks, _order++));
    }

    private Member PickLiving()
    {
        while (true)
        {
            Member member = _members[_random.Next(_members.Count)];
            if (member.Alive) return member;
        }
    }

    /// <summary>When something happens, in ticks of UTC, and in what order of those at once.</summary>
    private readonly record struct Moment(long Ticks, long Order);

    private readonly record struct Arrival(Member To, IPEndPoint? From, byte[]? Datagram);

    private sealed class Member
    {
        public required IPEndPoint Address { get; init; }

        public DhtNode Node { get; set; } = null!;

        public bool Alive { get; set; } = true;

        public DateTimeOffset? Wake { get; set; }
    }
}
