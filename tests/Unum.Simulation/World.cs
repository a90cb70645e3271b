using System.Runtime.InteropServices;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;
using Unum.Kairos.Time;

namespace Unum.Simulation;

/// <summary>A whole mesh in virtual time, from one seed: the same seed gives the same world, beat for beat.</summary>
/// <remarks>One queue of events ordered by time and by order of making; nothing runs beside it.</remarks>
internal sealed class World
{
    private static readonly DateTimeOffset Begin = new(2026, 2, 19, 23, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Event, (long At, long Order)> _events = new();
    private readonly VirtualClock _clock = new(Begin);
    private readonly Dictionary<byte[], PhaseMessage> _decoded = [];
    private readonly Queue<byte[]> _decodedOrder = new();
    private long _order;

    public World(int seed, Plan plan)
    {
        Plan = plan;
        Random = new Random(seed);
        Senses = new Senses(plan.Kind, plan.Nodes, Random);
        Codec = new PhaseMessageCodec(plan.Keyed ? MeshKey.Parse("the key of the simulated mesh") : null);
        Network = new SimulatedNetwork(this, Random) { Records = plan.Records };
        for (int i = 0; i < plan.Nodes; i++)
        {
            double skew = plan.MaxSkewSeconds * ((2 * Random.NextDouble()) - 1) * 0.5;
            double drift = plan.Mesh.MaxClockDrift * ((2 * Random.NextDouble()) - 1) * 0.1;
            SkewedClock clock = new(_clock, TimeSpan.FromSeconds(skew), plan.MaxSkewSeconds > 0 ? drift : 0);
            Nodes.Add(new SimulatedNode(this, i, clock, weight: plan.EqualWeights ? 1 : 1 + Random.Next(3)));
        }

        Network.ConnectAll(plan.Nodes, plan.Chords);
        if (plan.Faulty) Network.Faults = NetworkFaults.Drawn(Random);
        foreach (SimulatedNode node in Nodes)
        {
            Network.AttachTo(node);
            After(plan.Beat * Random.NextDouble(), () => Beat(node));
        }
    }

    public Plan Plan { get; }

    public Random Random { get; }

    public Senses Senses { get; }

    public PhaseMessageCodec Codec { get; }

    public SimulatedNetwork Network { get; }

    public List<SimulatedNode> Nodes { get; } = [];

    public IEnumerable<SimulatedNode> Living => Nodes.Where(node => node.Alive);

    /// <summary>Since the world began.</summary>
    public double Seconds => (_clock.GetUtcNow() - Begin).TotalSeconds;

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Does something later.</summary>
    public void After(TimeSpan delay, Action action) => Enqueue(delay, new Event(action, null, default));

    /// <summary>Delivers a frame later.</summary>
    public void After(TimeSpan delay, SimulatedNetwork.Wire wire, ReadOnlyMemory<byte> frame) => Enqueue(delay, new Event(null, wire, frame));

    /// <summary>Lets the world run on.</summary>
    public void Run(double seconds) => Run(seconds, () => false);

    /// <summary>Lets the world run on until something holds, looked at every beat, or the time is over.</summary>
    public void Run(double seconds, Func<bool> until)
    {
        long end = _clock.GetTimestamp() + TimeSpan.FromSeconds(seconds).Ticks;
        long look = _clock.GetTimestamp() + Plan.Beat.Ticks;
        while (_events.TryPeek(out _, out (long At, long Order) next) && next.At <= end)
        {
            if (next.At > look)
            {
                if (until()) return;
                look = next.At + Plan.Beat.Ticks;
            }

            Event now = _events.Dequeue();
            _clock.Advance(TimeSpan.FromTicks(next.At - _clock.GetTimestamp()));
            if (now.Wire is { } wire) Network.Deliver(wire, now.Frame);
            else now.Action!();
        }

        _clock.Advance(TimeSpan.FromTicks(end - _clock.GetTimestamp()));
    }

    /// <summary>A crashed node comes back on the same links, with nothing remembered.</summary>
    public void Restart(SimulatedNode node)
    {
        node.Start();
        Network.AttachTo(node);
        After(TimeSpan.Zero, () => Beat(node));
    }

    public PhaseMessage Decode(ReadOnlyMemory<byte> frame)
    {
        MemoryMarshal.TryGetArray(frame, out ArraySegment<byte> whole);
        byte[] key = whole.Array!;
        if (_decoded.TryGetValue(key, out PhaseMessage message)) return message;
        Assert.True(Codec.Decode(frame.Span, out message).Accepted);
        _decoded.Add(key, message);
        _decodedOrder.Enqueue(key);
        if (_decodedOrder.Count > 4 * Plan.Nodes) _decoded.Remove(_decodedOrder.Dequeue());
        return message;
    }

    private void Enqueue(TimeSpan delay, Event what) => _events.Enqueue(what, (_clock.GetTimestamp() + delay.Ticks, _order++));

    private void Beat(SimulatedNode node)
    {
        if (!node.Alive) return;
        node.Beat();

        // Its own clock says when; a little late at times, as real ones are.
        After((Plan.Beat / node.Clock.Rate) + TimeSpan.FromMilliseconds(Random.NextDouble() * 5), () => Beat(node));
    }

    private readonly record struct Event(Action? Action, SimulatedNetwork.Wire? Wire, ReadOnlyMemory<byte> Frame);
}
