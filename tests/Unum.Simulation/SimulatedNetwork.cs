using Unum.Fabric.Mesh;

namespace Unum.Simulation;

/// <summary>Links between simulated nodes. Loses, delays, doubles and reorders frames; cuts and heals; hears everything.</summary>
internal sealed class SimulatedNetwork(World world, Random random)
{
    private readonly List<Wire> _wires = [];

    public NetworkFaults Faults { get; set; } = NetworkFaults.Calm;

    /// <summary>Group of each node; frames between different groups are lost. Null: one whole.</summary>
    public int[]? Groups { get; set; }

    /// <summary>Frames that an attacker has recorded, the latest.</summary>
    public Queue<byte[]> Recorded { get; } = new();

    /// <summary>Keep recordings; costs memory.</summary>
    public bool Records { get; init; }

    public long Frames { get; private set; }

    public void Connect(int a, int b)
    {
        if (a == b || _wires.Exists(wire => wire.From == a && wire.To == b)) return;
        Wire there = new(this, a, b);
        Wire back = new(this, b, a) { Back = there };
        there.Back = back;
        _wires.Add(there);
        _wires.Add(back);
    }

    /// <summary>A tree (long for few nodes, bushy for many) and some chords: connected whatever is drawn.</summary>
    public void ConnectAll(int count, int chords)
    {
        for (int i = 1; i < count; i++) Connect(i, random.Next(count < 100 ? Math.Max(0, i - 4) : 0, i));
        for (int i = 0; i < chords; i++) Connect(random.Next(count), random.Next(count));
    }

    public void AttachTo(SimulatedNode node)
    {
        foreach (Wire wire in _wires)
        {
            if (wire.From == node.Index) node.Gossip.AddLink(wire);
        }
    }

    /// <summary>Which nodes can reach each other now; a number per node, -1 for dead ones.</summary>
    public int[] Components()
    {
        int[] component = new int[world.Nodes.Count];
        Array.Fill(component, -1);
        for (int start = 0; start < component.Length; start++)
        {
            if (component[start] >= 0 || !world.Nodes[start].Alive) continue;
            Queue<int> open = new([start]);
            component[start] = start;
            while (open.TryDequeue(out int at))
            {
                foreach (Wire wire in _wires)
                {
                    if (wire.From != at || component[wire.To] >= 0 || !world.Nodes[wire.To].Alive || IsCut(wire)) continue;
                    component[wire.To] = start;
                    open.Enqueue(wire.To);
                }
            }
        }

        return component;
    }

    /// <summary>A frame has travelled.</summary>
    public void Deliver(Wire wire, ReadOnlyMemory<byte> frame)
    {
        if (world.Nodes[wire.To].Alive && !IsCut(wire)) world.Nodes[wire.To].Receive(frame, wire.Back!);
    }

    private bool IsCut(Wire wire) => Groups is { } groups && groups[wire.From] != groups[wire.To];

    private void Send(Wire wire, ReadOnlyMemory<byte> frame)
    {
        Frames++;
        if (Records)
        {
            Recorded.Enqueue(frame.ToArray());
            if (Recorded.Count > 2000) Recorded.Dequeue();
        }

        if (IsCut(wire) || random.NextDouble() < Faults.Loss) return;
        Schedule(wire, frame);
        if (random.NextDouble() < Faults.Duplication) Schedule(wire, frame);
    }

    private void Schedule(Wire wire, ReadOnlyMemory<byte> frame)
    {
        TimeSpan delay = Faults.MinDelay + ((Faults.MaxDelay - Faults.MinDelay) * random.NextDouble());
        world.After(delay, wire, frame);
    }

    internal sealed class Wire(SimulatedNetwork network, int from, int to) : IMeshLink
    {
        public int From => from;

        public int To => to;

        public Wire? Back { get; set; }

        public void Send(string nodeId, ReadOnlyMemory<byte> frame) => network.Send(this, frame);
    }
}
