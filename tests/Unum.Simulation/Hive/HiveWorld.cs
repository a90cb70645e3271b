using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Simulation.Hive;

/// <summary>
/// A hive in virtual time from one seed: messages are lost, doubled, late and out of order; instances crash and come back from their store, join late, are cut off
/// from each other; liars among them sign swapped names, tell different stories to different instances, forge, and name parents that do not exist. The platform's signatures are random, so
/// only the names of the deltas differ between two runs of one seed.
/// </summary>
internal sealed class HiveWorld : TimeProvider
{
    private const int Concepts = 10;
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Random _random;
    private readonly VectorFrame _frame = new();
    private readonly HiveOptions _options;
    private readonly List<Member> _members = [];
    private readonly PriorityQueue<(Member To, Member From, byte[] Message), (DateTimeOffset At, long Order)> _under = new();
    private DateTimeOffset _now = Start;
    private long _order;

    public HiveWorld(int seed, int honest, int liars)
    {
        _random = new Random(seed);
        HivePanel panel = HivePanel.Of(_frame, Enumerable.Range(0, 700).Select(i => (Point(i % Concepts), Concept(i % Concepts))));
        _options = new HiveOptions { Library = new DeltaLibrary(_frame.Form), Charter = new HiveCharter(_frame.Id, panel), ModesPerConcept = 1 };
        for (int i = 0; i < honest + liars; i++) Join(lies: i >= honest);
    }

    /// <summary>Share of messages lost.</summary>
    public double Loss { get; set; } = .2;

    /// <summary>Share of messages that come twice.</summary>
    public double Doubled { get; set; } = .1;

    /// <summary>Longest way of a message.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether the first half cannot hear the second.</summary>
    public bool Parted { get; set; }

    public IEnumerable<HiveInstance> Honest => _members.Where(static m => m is { Lies: false, Alive: true }).Select(static m => m.Instance);

    public IReadOnlyList<AuthorId> Liars => [.. _members.Where(static m => m.Lies).Select(static m => m.Instance.Author)];

    public AuthorId? Coordinator => _members.FirstOrDefault(static m => m is { Lies: false, Alive: true }) is { } any ? TierElection.Coordinator(any.Gossip.Members(TimeSpan.FromSeconds(60))) : null;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Join(bool lies)
    {
        byte[] scalar = new byte[32];
        _random.NextBytes(scalar);
        scalar[0] &= 0x7F;
        Member member = new() { Number = _members.Count, Key = HiveKey.FromPrivate(scalar), Store = new MemoryContentStore(), Lies = lies };
        Open(member);
        _members.Add(member);
    }

    public void Crash(AuthorId author) => Find(author).Alive = false;

    public void CrashOne() => Pick(static m => m is { Lies: false, Alive: true }).Alive = false;

    /// <summary>Everybody who is down comes back with what its store kept.</summary>
    public void RestartAll()
    {
        foreach (Member member in _members.Where(static m => !m.Alive))
        {
            Open(member);
            member.Instance.Restore();
        }
    }

    /// <summary>A random honest instance learns something and tells it; a random liar lies.</summary>
    public void Speak()
    {
        Member honest = Pick(static m => m is { Lies: false, Alive: true });
        for (int i = 0; i < 60; i++) honest.Instance.Observe(Concept(i % Concepts), Point(i % Concepts));
        honest.Instance.Share();
        if (_members.Any(static m => m.Lies)) Lie(Pick(static m => m.Lies));
    }

    /// <summary>Lets so many seconds pass: in each, everybody opens a conversation with somebody.</summary>
    public void Run(int seconds)
    {
        for (int s = 0; s < seconds; s++)
        {
            foreach (Member member in _members)
            {
                if (member.Alive) Send(member, Pick(m => m != member), member.Gossip.Begin());
            }

            DateTimeOffset end = _now + Beat;
            while (_under.TryPeek(out _, out (DateTimeOffset At, long Order) next) && next.At <= end)
            {
                (Member to, Member from, byte[] message) = _under.Dequeue();
                _now = next.At;
                if (!to.Alive) continue;
                foreach (byte[] answer in to.Gossip.Hear(message)) Send(to, from, answer);
            }

            _now = end;
        }
    }

    /// <summary>Seconds until all honest instances have one set and one basin; -1 when they do not in time. A liar's delta that weighs nothing makes two sets of one basin.</summary>
    public int RunUntilAgreed(int most)
    {
        for (int s = 0; s <= most; s++)
        {
            if (Honest.Select(static h => (h.Basin, h.Count)).Distinct().Count() == 1) return s;
            Run(1);
        }

        return -1;
    }

    /// <summary>Of a hundred fresh points, those that the canonical basin's modes tell rightly, nearest first.</summary>
    public double Right(HiveInstance instance)
    {
        int right = 0;
        for (int i = 0; i < 100; i++)
        {
            float[] psi = Point(i % Concepts);
            ModeRecord best = instance.Canonical.Modes.MinBy(m =>
            {
                float[] direction = new float[VectorFrame.Size];
                m.Direction.Expand(direction, ModeForm.Dense);
                return FisherSphere.Angle(direction, psi);
            });
            if (best.Id.Concept == Concept(i % Concepts)) right++;
        }

        return right / 100.0;
    }

    private static uint Concept(int concept) => ModeId.ConceptOf(FormattableString.Invariant($"concept {concept}"));

    private float[] Point(int concept)
    {
        float[] psi = new float[VectorFrame.Size];
        for (int i = 0; i < psi.Length; i++) psi[i] = (_random.NextSingle() * .3f) + (i % Concepts == concept ? 1 : 0);
        FisherSphere.Normalise(psi);
        return psi;
    }

    private void Open(Member member)
    {
        member.Instance = new HiveInstance(member.Key, _frame, member.Store, _options with { Availability = (byte)(50 + (member.Number * 7 % 100)) }, this);
        member.Gossip = new HiveGossip(member.Instance, new Random(_random.Next()), this);
        member.Alive = true;
    }

    private Member Find(AuthorId author) => _members.Single(m => m.Instance.Author == author);

    private Member Pick(Predicate<Member> which)
    {
        Member[] all = [.. _members.Where(m => which(m))];
        return all[_random.Next(all.Length)];
    }

    private void Send(Member from, Member to, byte[] message)
    {
        bool apart = Parted && from.Number < _members.Count / 2 != to.Number < _members.Count / 2;
        if (apart || _random.NextDouble() < Loss) return;
        for (int copies = _random.NextDouble() < Doubled ? 2 : 1; copies > 0; copies--) _under.Enqueue((to, from, message), (_now + (_random.NextDouble() * Delay), _order++));
    }

    private void Lie(Member liar)
    {
        uint number = (uint)_now.ToUnixTimeSeconds() + (uint)(liar.Lied++);
        switch (_random.Next(4))
        {
            case 0: // names swapped, told to one, who passes it on
                Pick(static m => m is { Lies: false, Alive: true }).Instance.Receive(Swapped(liar.Key, number, default));
                break;
            case 1: // a different story for everybody under one number
                foreach (Member member in _members.Where(static m => m is { Lies: false, Alive: true })) member.Instance.Receive(Swapped(liar.Key, number, default));
                break;
            case 2: // a parent that does not exist
                Pick(static m => m is { Lies: false, Alive: true }).Instance.Receive(Swapped(liar.Key, number, Cid.Of(CidCodec.Raw, [1, 2, (byte)number]).Digest));
                break;
            default: // a forgery in an honest one's name
                Member victim = Pick(static m => m is { Lies: false, Alive: true });
                byte[] bytes = Swapped(liar.Key, number, default);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(HiveKey.PublicLength + 40), victim.Key.Author.Value);
                victim.Key.Public.Span.CopyTo(bytes);
                Assert.Equal(RefusalReason.BadSignature, Pick(static m => m is { Lies: false, Alive: true }).Instance.Receive(bytes)!.Reason);
                break;
        }
    }

    private byte[] Swapped(HiveKey key, uint number, Digest256 parent)
    {
        ModeRecord[] modes = [.. Enumerable.Range(0, Concepts)
            .Select(k => new ModeRecord(ModeId.Of(Concept(k), 0), Evidence.Code(4096), 240, ModeDirection.Of(Point((k + 1) % Concepts), ModeForm.Dense)))
            .OrderBy(static m => m.Id)];
        return [.. key.Public.Span, .. new BasinDelta(ModeForm.Dense, parent, key.Author, number, 30, modes, []).Sign(key)];
    }

    private sealed class Member
    {
        public required int Number { get; init; }

        public required HiveKey Key { get; init; }

        public required MemoryContentStore Store { get; init; }

        public required bool Lies { get; init; }

        public HiveInstance Instance { get; set; } = null!;

        public HiveGossip Gossip { get; set; } = null!;

        public bool Alive { get; set; }

        public int Lied { get; set; }
    }
}
