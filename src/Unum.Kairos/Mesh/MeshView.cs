using System.Numerics;

namespace Unum.Kairos.Mesh;

/// <summary>One node's view of its mesh: whom it hears, whose word counts, and how much.</summary>
/// <remarks>
/// <para>Purpose: turn a stream of messages that may be late, doubled, reordered, recorded, forged in part or stamped by wrong
/// clocks into the states and weights from which the emergence of THE ONE is judged. A peer's weight is
/// min(stated, cap) x freshness; freshness falls to 0 over its last beats of silence, so the dead fade out by themselves and
/// the returned count again with their next message. The order of judgement is told at <see cref="Peer"/>.</para>
/// <para>Time: <c>now</c> comes from outside and should not jump (<see cref="SteadyClock"/>). Threads may bring it slightly out
/// of order; a step back by a second or more means that this node's clock was set, and makes every peer a stranger again, as a
/// restart would: only then may what was heard in the last minute be heard again.</para>
/// <para>Memory: one array of peers and one dictionary by name, both bounded by <see cref="MeshOptions.MaxPeers"/>, about 500
/// bytes a peer. <see cref="Admit"/> is O(1) and allocates only when a new peer appears; <see cref="Read"/> is O(peers) and
/// allocates nothing.</para>
/// <para>Thread-safe: messages may come from any link while the node beats.</para>
/// </remarks>
public sealed class MeshView
{
    private readonly Lock _gate = new();
    private readonly MeshLimits _limits;
    private readonly Dictionary<string, Peer> _byId = new(StringComparer.Ordinal);
    private readonly List<Peer> _peers = [];
    private readonly long[] _refused = new long[Enum.GetValues<RefusalReason>().Length];
    private long _accepted;
    private long _now;
    private long _nextSearch;

    private Complex _selfPhase;
    private double _selfWeight;
    private long _selfSeq = -1;

    /// <summary>An empty view.</summary>
    /// <param name="selfId">The name of the node whose view this is.</param>
    /// <param name="options">How peers are judged; checked here.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MeshView(string selfId, MeshOptions options)
    {
        if (!NodeId.IsValid(selfId)) throw new ArgumentException("A node's name must be 1-64 printable characters.", nameof(selfId));
        _limits = new MeshLimits(options);
        SelfId = selfId;
    }

    /// <summary>The node whose view this is.</summary>
    public string SelfId { get; }

    /// <summary>Most entries that <see cref="Read"/> can write: every peer and the node itself.</summary>
    public int Capacity => _limits.MaxPeers + 1;

    /// <summary>Messages accepted since the start.</summary>
    public long Accepted
    {
        get
        {
            lock (_gate) return _accepted;
        }
    }

    /// <summary>Messages refused for <paramref name="reason"/> since the start.</summary>
    public long Refused(RefusalReason reason)
    {
        lock (_gate) return _refused[(int)reason];
    }

    /// <summary>Counts a refusal that was decided before the message came here, for instance by the codec.</summary>
    public void CountRefusal(RefusalReason reason)
    {
        lock (_gate) _refused[(int)reason]++;
    }

    /// <summary>Judges a message and, if it is accepted, takes its sender's state over. Never throws for a bad message.</summary>
    /// <param name="message">Anything.</param>
    /// <param name="now">This node's steady clock.</param>
    public Admission Admit(in PhaseMessage message, DateTimeOffset now)
    {
        Admission admission = message.Check();
        lock (_gate)
        {
            if (admission.Accepted) admission = Admission.Refuse(Judge(message, Advance(now)));
            if (admission.Accepted) _accepted++;
            else _refused[(int)admission.Reason]++;
        }

        return admission;
    }

    /// <summary>
    /// This node's own word for this beat: its state counts in <see cref="Read"/> from now on, and the message is to be
    /// broadcast. Seq is seeded from the clock in microseconds, so a node that crashed and restarts goes on above its past.
    /// </summary>
    /// <param name="phase">Local state, |h| in [0, 1].</param>
    /// <param name="coherence">Local coherence in [0, 1].</param>
    /// <param name="weight">Capability in (0, 1000]; capped here as the peers cap it.</param>
    /// <param name="now">This node's steady clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public PhaseMessage Speak(Complex phase, double coherence, double weight, DateTimeOffset now)
    {
        lock (_gate)
        {
            long seed = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
            long seq = _selfSeq < 0 ? Math.Max(0, seed) : _selfSeq + 1;
            PhaseMessage message = new(SelfId, phase, coherence, now.ToUniversalTime(), seq, weight);
            Admission check = message.Check();
            if (!check.Accepted) throw new ArgumentOutOfRangeException(nameof(phase), message, check.Detail);
            _selfSeq = seq;
            _selfPhase = phase;
            _selfWeight = Math.Min(weight, _limits.WeightCap);
            return message;
        }
    }

    /// <summary>
    /// States and weights at this moment: slot 0 is the node itself, slot i the i-th peer that appeared. A node keeps its slot
    /// from beat to beat; who does not count now (lost, never accepted, self before it has spoken) stands there with weight 0.
    /// </summary>
    /// <param name="now">This node's steady clock.</param>
    /// <param name="states">Receives the local states; room for <see cref="Capacity"/> always suffices.</param>
    /// <param name="weights">Receives their weights, at least 0; same length.</param>
    /// <returns>How many slots were written, at least 1.</returns>
    /// <exception cref="ArgumentException">The spans are too short.</exception>
    public int Read(DateTimeOffset now, Span<Complex> states, Span<double> weights)
    {
        lock (_gate)
        {
            long t = Advance(now);
            int count = _peers.Count + 1;
            if (states.Length < count || weights.Length < count)
                throw new ArgumentException("The spans are shorter than the mesh.", nameof(states));
            states[0] = _selfPhase;
            weights[0] = _selfWeight;
            for (int slot = 1; slot < count; slot++)
            {
                Peer peer = _peers[slot - 1];
                states[slot] = peer.Phase;
                weights[slot] = peer.Weight(t, _limits);
            }

            return count;
        }
    }

    /// <summary>Every peer as it stands now, in the order in which they appeared. Allocates; meant for pages, not for beats.</summary>
    public IReadOnlyList<MeshPeer> Peers(DateTimeOffset now)
    {
        lock (_gate)
        {
            long t = Advance(now);
            MeshPeer[] all = new MeshPeer[_peers.Count];
            for (int i = 0; i < all.Length; i++) all[i] = _peers[i].Snapshot(t, _limits);
            return all;
        }
    }

    private RefusalReason Judge(in PhaseMessage message, long now)
    {
        if (message.NodeId == SelfId) return RefusalReason.Self;
        if (!_byId.TryGetValue(message.NodeId, out Peer? peer))
        {
            peer = Place(message.NodeId, now);
            if (peer is null) return RefusalReason.NodeLimit;
        }
        else if (peer.Forgettable(now, _limits))
        {
            peer = Replace(peer, peer.Forgotten());
        }

        return peer.Judge(message, now, _limits);
    }

    // A place for a new name: a free one, or that of the peer silent for so long that forgetting it lets no replay in.
    private Peer? Place(string id, long now)
    {
        Peer peer = new(id);
        if (_peers.Count < _limits.MaxPeers)
        {
            _peers.Add(peer);
            _byId.Add(id, peer);
            return peer;
        }

        // A flood of names must not cost a search each.
        if (now < _nextSearch) return null;
        int index = _peers.FindIndex(p => p.Forgettable(now, _limits));
        if (index < 0)
        {
            _nextSearch = now + _limits.Beat;
            return null;
        }

        return Replace(_peers[index], peer);
    }

    private Peer Replace(Peer old, Peer by)
    {
        _byId.Remove(old.Id);
        _peers[_peers.IndexOf(old)] = by;
        _byId.Add(by.Id, by);
        return by;
    }

    private long Advance(DateTimeOffset now)
    {
        long t = now.UtcTicks;
        if (t <= _now - TimeSpan.TicksPerSecond)
        {
            for (int i = 0; i < _peers.Count; i++) _byId[_peers[i].Id] = _peers[i] = _peers[i].Forgotten();
            _nextSearch = t;
            return _now = t;
        }

        return _now = Math.Max(_now, t);
    }
}
