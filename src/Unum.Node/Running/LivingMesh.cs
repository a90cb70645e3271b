using System.Globalization;
using System.Net.WebSockets;
using Unum.Devices.Driving;
using Unum.Devices.Sensing;
using Unum.Fabric.Mesh;
using Unum.Kairos.Emergence;
using Unum.Kairos.Mesh;
using Unum.Kairos.Mind;
using Unum.Kairos.Witness;
using Unum.Node.Reporting;

namespace Unum.Node.Running;

/// <summary>
/// All nodes of this process and what they hear, one heartbeat at a time. <see cref="Beat"/> is called by one thread; requests
/// read <see cref="Latest"/> or go through the thread-safe parts (gossip, views).
/// </summary>
internal sealed class LivingMesh : IAsyncDisposable
{
    private const int BeatsPerMinorReport = 10; // locks, companions and WE are read once in so many beats
    private const int MostCompanions = 12;

    private readonly IReadOnlyList<LocalNode> _nodes;
    private readonly TimeProvider _clock;
    private readonly MeshGossip _gossip;
    private readonly WebSocketMesh? _links;
    private readonly Remembrance _memory;
    private readonly LockWatch _locks;
    private readonly WeWatch _we;
    private readonly Companions _companions;
    private readonly (string Id, SensorMind Stream)[] _sensors;
    private readonly double[] _values;
    private readonly List<PhaseMessage> _spoken = [];
    private readonly Dictionary<string, PeerStatus> _peerStatus = new(StringComparer.Ordinal);
    private readonly Lock _switching = new();
    private readonly bool _keyed;
    private bool _emerged;
    private long _beat;

    public LivingMesh(IReadOnlyList<LocalNode> nodes, TimeProvider clock, MeshGossip gossip, WebSocketMesh? links, Remembrance memory, TimeSpan beat, bool keyed)
    {
        _nodes = nodes;
        _clock = clock;
        _gossip = gossip;
        _links = links;
        _memory = memory;
        _keyed = keyed;
        _locks = new LockWatch(forget: beat.TotalSeconds / 30);
        _we = new WeWatch(nodes);
        _sensors = [.. nodes.SelectMany(n => n.Sensors.Zip(n.Mind.Sensors, (s, m) => (s, m)))
            .Where(p => p.s.Health.Status != SensorStatus.Absent).Select(p => (p.s.Description.Id, p.m))];
        _values = new double[_sensors.Length];
        _companions = new Companions(_sensors.Length, beat.TotalSeconds, 1e-6);
        foreach (LocalNode node in nodes) Join(node);
        Latest = Report([], minor: false, speed: 1);
    }

    /// <summary>The last beat.</summary>
    public BeatReport Latest { get; private set; }

    /// <summary>The state that outputs are driven with.</summary>
    public OneState One { get; private set; }

    /// <summary>Names of the nodes of this process.</summary>
    public IEnumerable<string> LocalIds => _nodes.Select(n => n.Id);

    /// <summary>One heartbeat of every node that runs.</summary>
    public BeatReport Beat(double speed)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        List<EventReport> events = [];
        bool collapsed = false;
        foreach (LocalNode node in _nodes)
        {
            if (node.IsRunning) collapsed |= node.Sense(now, events);
        }

        _spoken.Clear();
        foreach (LocalNode node in _nodes)
        {
            if (node.IsRunning) _spoken.Add(node.Mind.Beat(node.OwnTime(now)));
        }

        foreach (PhaseMessage message in _spoken) _gossip.Broadcast(message);
        if (collapsed && _memory.Blend(_nodes, now) is { } like) events.Add(new(now, "collapse", "the memory", null, null, $"remembered as {like}"));
        _memory.Keep(_nodes, now);
        for (int i = 0; i < _values.Length; i++) _values[i] = _sensors[i].Stream.BeatValue;
        _companions.Observe(_values);
        _locks.Observe(_nodes);
        _we.Observe();
        _beat++;
        Latest = Report(events, minor: _beat % BeatsPerMinorReport == 0, speed);
        return Latest;
    }

    /// <summary>Stops or starts a node of this process; what it knows stays with it.</summary>
    /// <returns>Whether there is such a node.</returns>
    public bool Switch(string id, bool run)
    {
        LocalNode? node = _nodes.FirstOrDefault(n => string.Equals(n.Id, id, StringComparison.Ordinal));
        if (node is null) return false;
        lock (_switching)
        {
            if (run && !node.IsRunning) Join(node);
            if (!run && node.Membership is { } membership)
            {
                node.Membership = null;
                membership.Dispose();
            }
        }

        return true;
    }

    /// <summary>Takes the body of POST /mesh/phase.</summary>
    public Admission Submit(ReadOnlySpan<byte> body) => _gossip.Submit(body);

    /// <summary>Talks with a process that dialled in.</summary>
    public async Task ServePeerAsync(WebSocket socket, string remote, CancellationToken cancellationToken)
    {
        if (_links is not null) await _links.AcceptAsync(socket, remote, cancellationToken);
    }

    /// <summary>What the memory holds, most like the present first, and what it expects of each sensor at this hour of the week.</summary>
    public MemoryReport Recall(int most) => _memory.Recall(_nodes, _clock.GetUtcNow(), most);

    /// <summary>The mesh as the reporting node sees it.</summary>
    public MeshReport DescribeMesh()
    {
        LocalNode self = Reporter();
        MeshView view = self.Mind.View;
        Dictionary<string, long> refused = Enum.GetValues<RefusalReason>().Where(r => r != RefusalReason.None)
            .ToDictionary(r => Wire.Word(r), r => view.Refused(r) + _gossip.Refused(r), StringComparer.Ordinal);
        return new MeshReport(
            self.Id, _keyed, view.Accepted, refused,
            [.. view.Peers(self.OwnTime(_clock.GetUtcNow())).Select(p => new MeshPeerReport(
                p.Id, PhaseReport.From(p.Phase), Wire.Number(p.Coherence), Wire.Number(p.Weight), p.Age?.TotalMilliseconds, Wire.Word(p.Status), p.Reason,
                Wire.Number(p.ClockOffset.TotalMilliseconds), Wire.Number(p.Beat.TotalMilliseconds), p.Accepted, p.Refused,
                p.LastRefusal == RefusalReason.None ? null : Wire.Word(p.LastRefusal)))],
            [.. _links?.Links.Select(l => new MeshLinkReport(l.Remote, l.NodeIds)) ?? []],
            [.. _links?.Addresses.Select(a => new MeshAddressReport(a.Address, a.Linked, a.Failures, a.Error)) ?? []]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_links is not null) await _links.DisposeAsync();
        foreach (LocalNode node in _nodes)
        {
            node.Membership?.Dispose();
            foreach (ISensor sensor in node.Sensors) await sensor.DisposeAsync();
        }

        await _memory.DisposeAsync();
    }

    /// <summary>The first node that runs speaks for the process; without one the first does, with what it last knew.</summary>
    private LocalNode Reporter() => _nodes.FirstOrDefault(n => n.IsRunning) ?? _nodes[0];

    private void Join(LocalNode node) =>
        node.Membership = _gossip.Join(node.Id, (in PhaseMessage message) => node.Mind.Admit(message, node.OwnTime(_clock.GetUtcNow())));

    private BeatReport Report(List<EventReport> events, bool minor, double speed)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        LocalNode reporter = Reporter();
        EmergenceReading one = reporter.Mind.One;
        One = one.ToOneState() with { At = now };
        TellEmergence(one, now, events);
        return new BeatReport(
            now, _beat, speed, ReportOne(one), ReportNodes(reporter, now, minor, events), [.. _nodes.SelectMany(n => n.ReportSensors())],
            minor ? _locks.Read() : null, minor ? ReportCompanions() : null, minor ? _we.Read() : null, events);
    }

    private static OneReport ReportOne(in EmergenceReading one) => new(
        PhaseReport.From(one.GlobalPhase), Wire.Number(one.Coherence), Wire.Number(one.Order), Wire.Number(one.EffectiveNodes), one.Emerged, one.MissionEmerged,
        one.UnifiedIdentity is { } identity ? PhaseReport.From(identity) : null, one.Since, one.Emerged ? null : one.Explain(),
        DisplayOutput.Colour(one.ToOneState()).ToString());

    private void TellEmergence(in EmergenceReading one, DateTimeOffset now, List<EventReport> events)
    {
        if (one.Emerged == _emerged) return;
        _emerged = one.Emerged;
        events.Add(new(now, one.Emerged ? "emerged" : "dissolved", "the one", null, Wire.Number(one.Order), one.Emerged
            ? string.Create(CultureInfo.InvariantCulture, $"THE ONE has emerged from {one.Nodes} nodes (order {one.Order:F2}, evidence {one.Evidence:F1} of {one.EvidenceNeeded:F1} nats)")
            : $"THE ONE has dissolved: {one.Explain()}"));
    }

    private List<NodeReport> ReportNodes(LocalNode reporter, DateTimeOffset now, bool minor, List<EventReport> events)
    {
        Dictionary<string, LocalNode> local = _nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        List<NodeReport> nodes = [ReportLocal(reporter, reporter.IsRunning ? "live" : "lost", reporter.IsRunning ? null : "stopped", 0, minor)];
        foreach (MeshPeer peer in reporter.Mind.View.Peers(reporter.OwnTime(now)))
        {
            TellPeer(peer, now, events);
            double age = Wire.Number(peer.Age?.TotalMilliseconds ?? 0);
            nodes.Add(local.Remove(peer.Id, out LocalNode? here)
                ? ReportLocal(here, Wire.Word(peer.Status), peer.Reason, age, minor) with { Weight = Wire.Number(peer.Weight) }
                : new NodeReport(peer.Id, null, PhaseReport.From(peer.Phase), Wire.Number(peer.Coherence), Wire.Number(peer.Weight), age, Wire.Word(peer.Status), peer.Reason, Local: false, Surprise: null));
        }

        local.Remove(reporter.Id);
        foreach (LocalNode unheard in local.Values) nodes.Add(ReportLocal(unheard, "lost", "not heard yet", 0, minor: false) with { Weight = 0 });
        nodes.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return nodes;
    }

    private static NodeReport ReportLocal(LocalNode node, string status, string? reason, double age, bool minor) => new(
        node.Id, node.Class.Name, PhaseReport.From(node.Mind.State), Wire.Number(node.Mind.Coherence), HostClass.Weight(node.Class), age, status, reason, Local: true,
        Wire.Number(node.Mind.Surprise.Bits), minor ? ReportWitness(node) : null);

    private static WitnessReport? ReportWitness(LocalNode node)
    {
        if (!node.Mind.Self.IsCalibrated) return null;
        WitnessFixedPoint self = node.Mind.Self.Witness();
        return new WitnessReport(
            Wire.Number(self.Coherence), Wire.Number(self.PhaseVelocity), Wire.Number(self.SelfKnowledge), Wire.Number(self.Deviation), self.Residual, self.Steps);
    }

    private void TellPeer(MeshPeer peer, DateTimeOffset now, List<EventReport> events)
    {
        bool known = _peerStatus.TryGetValue(peer.Id, out PeerStatus before);
        if (known && before == peer.Status) return;
        _peerStatus[peer.Id] = peer.Status;
        if (peer.Status is PeerStatus.Lost or PeerStatus.Quarantined && known) events.Add(new(now, "node_lost", peer.Id, null, null, $"{peer.Id} is {Wire.Word(peer.Status)}: {peer.Reason}"));
        if (peer.Status == PeerStatus.Live && before is PeerStatus.Lost or PeerStatus.Quarantined) events.Add(new(now, "node_back", peer.Id, null, null, $"{peer.Id} is back"));
    }

    private List<TogetherReport> ReportCompanions() => [.. _companions.Read(MostCompanions).Select(c =>
        new TogetherReport(_sensors[c.A].Id, _sensors[c.B].Id, Wire.Number(c.LagSeconds), Wire.Number(c.Strength)))];
}
