using System.Numerics;
using System.Text;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;
using Unum.Kairos.Time;

namespace Unum.Tests.Fabric.Mesh;

public sealed class MeshGossipTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 19, 23, 0, 0, TimeSpan.Zero);
    private readonly VirtualClock _clock = new(Start);
    private readonly PhaseMessageCodec _codec = new(null);

    [Fact]
    public void In_one_process_everyone_hears_everyone_but_itself()
    {
        InProcessMesh mesh = new();
        List<string> heard = [];
        foreach (string id in new[] { "a", "b", "c" })
        {
            mesh.Join(id, (in PhaseMessage m) =>
            {
                heard.Add($"{m.NodeId}>{id}");
                return Admission.Accept;
            });
        }

        mesh.Broadcast(Message("b", 1));

        Assert.Equal(["b>a", "b>c"], heard);
        Assert.Throws<ArgumentException>(() => mesh.Join("a", (in PhaseMessage _) => Admission.Accept));
    }

    [Fact]
    public void Who_leaves_hears_nothing_more()
    {
        InProcessMesh mesh = new();
        int heard = 0;
        mesh.Join("a", Count).Dispose();
        mesh.Join("a", Count);
        mesh.Broadcast(Message("b", 1));
        Assert.Equal(1, heard);

        Admission Count(in PhaseMessage message)
        {
            heard++;
            return Admission.Accept;
        }
    }

    [Fact]
    public void In_any_connected_graph_each_message_reaches_every_node_exactly_once()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            Net net = new(this, nodes: random.Next(2, 12));
            net.Connect(random);
            for (int seq = 1; seq <= 3; seq++)
            {
                for (int node = 0; node < net.Count; node++) net.Speak(node, seq);
                net.Deliver(random);
            }

            for (int node = 0; node < net.Count; node++)
            {
                Assert.True(3 * (net.Count - 1) == net.Heard[node].Count, $"seed {seed}");
                Assert.Equal(net.Heard[node].Count, net.Heard[node].Distinct().Count());
            }

            // Every link carries a message at most once each way.
            Assert.True(net.Frames <= 3 * net.Count * 2 * net.Edges, $"seed {seed}");
        }
    }

    [Fact]
    public void A_message_that_cannot_be_right_is_counted_and_not_passed_on()
    {
        MeshGossip gossip = new(_codec, _clock);
        Recorder left = new();
        Recorder right = new();
        gossip.AddLink(left);
        gossip.AddLink(right);

        gossip.Receive("garbage"u8, left);
        gossip.Receive("""{"node_id":"a","phase":{"real":2,"imag":0},"coherence":1,"timestamp":"2026-02-19T23:00:00Z"}"""u8, left);

        Assert.Empty(right.Frames);
        Assert.Equal(1, gossip.Refused(RefusalReason.Malformed));
        Assert.Equal(1, gossip.Refused(RefusalReason.OutOfRange));
    }

    [Fact]
    public void What_is_passed_on_is_the_very_frame()
    {
        MeshKey key = MeshKey.Parse("0123456789abcdef");
        PhaseMessageCodec keyed = new(key);
        MeshGossip gossip = new(keyed, _clock);
        Recorder left = new();
        Recorder right = new();
        gossip.AddLink(left);
        gossip.AddLink(right);
        byte[] frame = keyed.Encode(Message("far", 1));

        Assert.True(gossip.Receive(frame, left).Accepted);

        Assert.Empty(left.Frames);
        Assert.Equal(frame, right.Frames.Single());
    }

    [Fact]
    public void A_message_twice_by_one_link_is_a_replay_and_by_another_an_echo()
    {
        MeshGossip gossip = new(_codec, _clock);
        MeshView view = new("me", new MeshOptions());
        gossip.Join("me", (in PhaseMessage m) => view.Admit(m, _clock.GetUtcNow()));
        Recorder left = new();
        Recorder right = new();
        gossip.AddLink(left);
        gossip.AddLink(right);
        byte[] frame = _codec.Encode(Message("far", 1));

        Assert.True(gossip.Receive(frame, left).Accepted);
        Assert.True(gossip.Receive(frame, right).Accepted);
        Assert.Equal(1, gossip.Duplicates);
        Assert.Equal(RefusalReason.Replay, gossip.Receive(frame, left).Reason);
        Assert.Equal(1, view.Refused(RefusalReason.Replay));
        Assert.Single(right.Frames);
    }

    [Fact]
    public void A_request_is_answered_with_what_became_of_it_and_its_message_is_flooded()
    {
        MeshGossip gossip = new(_codec, _clock);
        MeshView view = new("me", new MeshOptions());
        gossip.Join("me", (in PhaseMessage m) => view.Admit(m, _clock.GetUtcNow()));
        Recorder link = new();
        gossip.AddLink(link);
        byte[] body = Encoding.UTF8.GetBytes(
            """{"node_id":"curl","phase":{"real":0.7,"imag":0.5},"coherence":0.85,"timestamp":"2026-02-19T23:00:00Z"}""");

        Assert.True(gossip.Submit(body).Accepted);
        Assert.Equal(RefusalReason.Replay, gossip.Submit(body).Reason);
        Assert.Equal(RefusalReason.Malformed, gossip.Submit("{}"u8).Reason);
        Assert.Equal(RefusalReason.Self, gossip.Submit(_codec.Encode(Message("me", 9))).Reason);
        Assert.Equal(body, link.Frames.Single());
        Assert.Equal("curl", view.Peers(_clock.GetUtcNow()).Single().Id);
    }

    [Fact]
    public void An_old_message_never_passes_twice_until_its_node_was_quiet()
    {
        NewsLedger ledger = new(10);
        object way = new();
        Assert.True(ledger.Pass("a", 100, 5, way, 0, out _));
        Assert.False(ledger.Pass("a", 100, 5, way, 1, out bool same));
        Assert.True(same);
        Assert.False(ledger.Pass("a", 99, 9, new object(), 1, out same));
        Assert.False(same);
        Assert.True(ledger.Pass("a", 100, 6, way, 2, out _));
        Assert.True(ledger.Pass("a", 101, 0, way, 3, out _), "a restarted node begins with a low seq");
        Assert.True(ledger.Pass("a", 50, 1, way, 3 + NewsLedger.QuietTicks, out _), "a clock that was set back");
    }

    [Fact]
    public void A_flood_of_names_does_not_push_a_speaking_node_out_of_the_ledger()
    {
        NewsLedger ledger = new(10);
        Assert.True(ledger.Pass("a", 1, 1, null, 0, out _));
        for (int i = 0; i < 1000; i++) ledger.Pass($"flood{i}", 1, 1, null, 1, out _);
        Assert.False(ledger.Pass("a", 1, 1, null, 2, out _));
        Assert.False(ledger.Pass("late", 1, 1, null, 3, out _), "full");
        Assert.True(ledger.Pass("late", 1, 1, null, 2 * NewsLedger.QuietTicks, out _), "the flood is forgotten");
    }

    private static PhaseMessage Message(string id, long seq) => new(id, new Complex(0.6, 0.8), 0.9, Start.AddMilliseconds(100 * seq), seq);

    private sealed class Recorder : IMeshLink
    {
        public List<byte[]> Frames { get; } = [];

        public void Send(string nodeId, ReadOnlyMemory<byte> frame) => Frames.Add(frame.ToArray());
    }

    // Processes of one node each; frames wait in one bag and are delivered in random order per link, in order on each link.
    private sealed class Net
    {
        private readonly MeshGossip[] _gossips;
        private readonly List<Wire> _wires = [];

        public Net(MeshGossipTests test, int nodes)
        {
            _gossips = new MeshGossip[nodes];
            Heard = new List<string>[nodes];
            for (int i = 0; i < nodes; i++)
            {
                List<string> heard = Heard[i] = [];
                _gossips[i] = new MeshGossip(test._codec, test._clock);
                _gossips[i].Join($"n{i}", (in PhaseMessage m) =>
                {
                    heard.Add($"{m.NodeId}:{m.Seq}");
                    return Admission.Accept;
                });
            }
        }

        public int Count => _gossips.Length;

        public int Edges => _wires.Count / 2;

        public int Frames { get; private set; }

        public List<string>[] Heard { get; }

        public void Connect(Random random)
        {
            for (int i = 1; i < Count; i++) Link(i, random.Next(i));
            for (int i = random.Next(Count); i > 0; i--) Link(random.Next(Count), random.Next(Count));
        }

        public void Speak(int node, int seq) => _gossips[node].Broadcast(Message($"n{node}", seq));

        // One message at a time, so that none overtakes its successor: the newest would win.
        public void Deliver(Random random)
        {
            while (true)
            {
                Wire[] busy = [.. _wires.Where(wire => wire.Queue.Count > 0)];
                if (busy.Length == 0) return;
                Wire wire = busy[random.Next(busy.Length)];
                Frames++;
                _gossips[wire.To].Receive(wire.Queue.Dequeue(), wire.Back!);
            }
        }

        private void Link(int a, int b)
        {
            if (a == b) return;
            Wire there = new(b);
            Wire back = new(a) { Back = there };
            there.Back = back;
            _wires.Add(there);
            _wires.Add(back);
            _gossips[a].AddLink(there);
            _gossips[b].AddLink(back);
        }

        private sealed class Wire(int to) : IMeshLink
        {
            public int To => to;

            public Wire? Back { get; set; }

            public Queue<byte[]> Queue { get; } = new();

            public void Send(string nodeId, ReadOnlyMemory<byte> frame) => Queue.Enqueue(frame.ToArray());
        }
    }
}
