using System.Numerics;
using Unum.Fabric.Mesh;
using Unum.Kairos.Coupling;
using Unum.Kairos.Emergence;
using Unum.Kairos.Mesh;
using Unum.Kairos.State;

namespace Unum.Simulation;

/// <summary>One whole node as it runs in the field, less its sensors: local state, coupling, view, gossip, judge of emergence.</summary>
internal sealed class SimulatedNode
{
    private readonly World _world;
    private readonly Complex[] _states;
    private readonly double[] _weights;
    private readonly double _weight;
    private LocalState _state;
    private PhaseCoupling _coupling;
    private EmergenceDetector _detector;
    private Complex? _held;
    private Complex _said;

    public SimulatedNode(World world, int index, SkewedClock clock, double weight)
    {
        _world = world;
        _weight = weight;
        Index = index;
        Clock = clock;
        Id = $"node-{index}";
        int capacity = world.Plan.Nodes + 20;
        _states = new Complex[capacity + 1];
        _weights = new double[capacity + 1];
        Start();
    }

    public int Index { get; }

    public string Id { get; }

    public SkewedClock Clock { get; }

    public bool Alive { get; private set; }

    public MeshView View { get; private set; }

    public MeshGossip Gossip { get; private set; }

    /// <summary>The last beat's verdict.</summary>
    public EmergenceReading Reading { get; private set; }

    public bool EverEmerged { get; private set; }

    /// <summary>Messages that were refused and yet changed what counts; must stay 0.</summary>
    public int RefusedButEffective { get; private set; }

    /// <summary>Begins, or begins again after a crash, with nothing remembered.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_state), nameof(_coupling), nameof(_detector), nameof(View), nameof(Gossip))]
    public void Start()
    {
        Alive = true;
        _state = new LocalState(_world.Plan.Alpha, _world.Plan.Beat.TotalSeconds);
        _coupling = new PhaseCoupling(_world.Plan.Kind == MeshKind.Coupled ? 3 : 0);
        _detector = new EmergenceDetector(_world.Plan.Emergence);
        View = new MeshView(Id, _world.Plan.Mesh with { MaxPeers = _states.Length - 1 });
        Gossip = new MeshGossip(_world.Codec, Clock);
        Gossip.Join(Id, Admit);
        _held = null;
    }

    public void Crash() => Alive = false;

    /// <summary>From now on it says the same each beat: quiescence.</summary>
    public void Hold() => _held = _said;

    public void Beat()
    {
        // What is sensed is as slow as the beat.
        double seconds = _world.Seconds * 0.25 / _world.Plan.Beat.TotalSeconds;
        _state.Update(_world.Senses.Of(Index, seconds));
        _said = _held ?? _coupling.Step(_state.H, Reading.GlobalPhase, _world.Plan.Beat.TotalSeconds);
        DateTimeOffset now = Clock.GetUtcNow();
        Gossip.Broadcast(View.Speak(_said, Math.Min(1, _said.Magnitude), _weight, now));
        int count = View.Read(now, _states, _weights);
        Reading = _detector.Observe(now, _states.AsSpan(0, count), _weights.AsSpan(0, count));
        EverEmerged |= Reading.Emerged;
    }

    public void Receive(ReadOnlyMemory<byte> frame, IMeshLink link)
    {
        if (_world.Plan.DecodeOnce) Gossip.Receive(_world.Decode(frame), frame, link);
        else Gossip.Receive(frame.Span, link);
    }

    /// <summary>The global phase as this node sees it now.</summary>
    public Complex GlobalPhase()
    {
        int count = View.Read(Clock.GetUtcNow(), _states, _weights);
        Complex sum = 0;
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            sum += _weights[i] * _states[i];
            total += _weights[i];
        }

        return total > 0 ? sum / total : 0;
    }

    /// <summary>How another node counts here now.</summary>
    public MeshPeer? Peer(string id) => View.Peers(Clock.GetUtcNow()).FirstOrDefault(peer => peer.Id == id);

    private Admission Admit(in PhaseMessage message)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        if (!_world.Plan.ChecksRefusals) return View.Admit(message, now);
        int before = View.Read(now, _states, _weights);
        Complex[] states = _states[..before];
        double[] weights = _weights[..before];
        Admission admission = View.Admit(message, now);
        if (!admission.Accepted)
        {
            // A stranger who is refused for its clock may get a slot, but no weight.
            int after = View.Read(now, _states, _weights);
            bool same = states.AsSpan().SequenceEqual(_states.AsSpan(0, before)) && weights.AsSpan().SequenceEqual(_weights.AsSpan(0, before)) &&
                _weights.AsSpan(before, after - before).IndexOfAnyExcept(0.0) < 0;
            if (!same) RefusedButEffective++;
        }

        return admission;
    }
}
