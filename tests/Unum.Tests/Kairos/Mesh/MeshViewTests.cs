using System.Numerics;
using Unum.Kairos.Mesh;

namespace Unum.Tests.Kairos.Mesh;

public sealed class MeshViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 19, 23, 0, 0, TimeSpan.Zero);
    private readonly MeshView _view = new("me", new MeshOptions());
    private readonly Complex[] _states = new Complex[1025];
    private readonly double[] _weights = new double[1025];
    private DateTimeOffset _now = Start;

    [Fact]
    public void A_message_in_good_order_counts_with_its_state_and_weight()
    {
        Assert.True(Admit(Message("a", 1, weight: 3)).Accepted);

        Assert.Equal(1, Read());
        Assert.Equal(new Complex(0.6, 0.8), _states[1]);
        Assert.Equal(3, _weights[1]);
        MeshPeer peer = Peer("a");
        Assert.Equal(PeerStatus.Live, peer.Status);
        Assert.Null(peer.Reason);
        Assert.Equal(0.9, peer.Coherence);
    }

    [Fact]
    public void The_node_itself_counts_first_once_it_has_spoken()
    {
        Assert.Equal(0, Read());
        Admit(Message("a", 1));

        PhaseMessage own = _view.Speak(Complex.ImaginaryOne, 1, 2, _now);

        Assert.Equal(2, Read());
        Assert.Equal(Complex.ImaginaryOne, _states[0]);
        Assert.Equal(2, _weights[0]);
        Assert.Equal("me", own.NodeId);
        Assert.True(own.Check().Accepted);
    }

    [Fact]
    public void Its_own_seq_grows_and_after_a_restart_goes_on_above_its_past()
    {
        long first = _view.Speak(1, 1, 1, _now).Seq;
        for (int i = 0; i < 50; i++) _view.Speak(1, 1, 1, _now);
        long last = _view.Speak(1, 1, 1, _now).Seq;

        long restarted = new MeshView("me", new MeshOptions()).Speak(1, 1, 1, _now.AddSeconds(1)).Seq;

        Assert.Equal(first + 51, last);
        Assert.True(restarted > last);
    }

    [Theory]
    [InlineData(double.NaN, 0, 0.5, 1, RefusalReason.OutOfRange)]
    [InlineData(0, double.PositiveInfinity, 0.5, 1, RefusalReason.OutOfRange)]
    [InlineData(0.8, 0.8, 0.5, 1, RefusalReason.OutOfRange)]
    [InlineData(1, 0, double.NaN, 1, RefusalReason.OutOfRange)]
    [InlineData(1, 0, 1.1, 1, RefusalReason.OutOfRange)]
    [InlineData(1, 0, -0.1, 1, RefusalReason.OutOfRange)]
    [InlineData(1, 0, 0.5, 0, RefusalReason.AbsurdWeight)]
    [InlineData(1, 0, 0.5, -1, RefusalReason.AbsurdWeight)]
    [InlineData(1, 0, 0.5, 1e9, RefusalReason.AbsurdWeight)]
    [InlineData(1, 0, 0.5, double.NaN, RefusalReason.AbsurdWeight)]
    public void A_value_out_of_its_range_is_refused_and_counted(double real, double imag, double coherence, double weight, RefusalReason reason)
    {
        Admission admission = _view.Admit(new PhaseMessage("a", new Complex(real, imag), coherence, _now, 1, weight), _now);

        Assert.Equal(reason, admission.Reason);
        Assert.NotNull(admission.Detail);
        Assert.Equal(1, _view.Refused(reason));
        Assert.Equal(0, Read());
        Assert.Empty(_view.Peers(_now));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" a", false)]
    [InlineData("a\n", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("a\u00a0b", false)]
    [InlineData("PiZero-0", true)]
    [InlineData("Küche 2", true)]
    [InlineData("居間", true)]
    public void A_name_is_1_to_64_printable_characters(string id, bool valid)
    {
        Assert.Equal(valid, NodeId.IsValid(id));
        Assert.Equal(valid, _view.Admit(Message(id, 1), _now).Accepted);
    }

    [Fact]
    public void Names_are_as_long_as_64_and_no_longer()
    {
        Assert.True(NodeId.IsValid(new string('x', 64)));
        Assert.False(NodeId.IsValid(new string('x', 65)));
        Assert.False(NodeId.IsValid("a\ud800"), "half of a surrogate pair");
        Assert.Equal(RefusalReason.Malformed, _view.Admit(default, _now).Reason);
        Assert.Throws<ArgumentException>(() => new MeshView("\0", new MeshOptions()));
    }

    [Fact]
    public void A_message_in_its_own_name_is_refused() => Assert.Equal(RefusalReason.Self, Admit(Message("me", 1)).Reason);

    [Fact]
    public void A_replayed_message_is_refused_and_changes_nothing()
    {
        PhaseMessage first = Message("a", 1) with { Phase = 1 };
        Admit(first);
        Beat();
        Admit(Message("a", 2));

        Assert.Equal(RefusalReason.Replay, Admit(first).Reason);
        Read();
        Assert.Equal(new Complex(0.6, 0.8), _states[1]);
        Assert.Equal(RefusalReason.Replay, Peer("a").LastRefusal);
    }

    [Fact]
    public void A_message_overtaken_by_a_newer_one_is_superseded()
    {
        Admit(Message("a", 1));
        PhaseMessage slow = Message("a", 2) with { Phase = 1 };
        Beat();
        Admit(Message("a", 3));

        Assert.Equal(RefusalReason.Superseded, Admit(slow).Reason);
        Read();
        Assert.Equal(new Complex(0.6, 0.8), _states[1]);
    }

    [Fact]
    public void A_restarted_peer_with_a_lower_seq_comes_back_when_its_old_stream_is_silent()
    {
        Stream("a", 100, 20);
        Assert.Equal(RefusalReason.Superseded, Admit(Message("a", 0)).Reason);
        Pass(0.25);

        Assert.True(Admit(Message("a", 0)).Accepted, "silent for over three beats, and a later timestamp");
        Beat();
        Assert.True(Admit(Message("a", 1)).Accepted);
    }

    [Fact]
    public void No_message_of_the_old_stream_passes_after_a_restart()
    {
        List<PhaseMessage> old = [];
        for (int i = 0; i < 40; i++)
        {
            PhaseMessage message = Message("a", 100 + i);
            old.Add(message);

            // Every third was never received, only recorded.
            if (i % 3 != 0) Admit(message);
            Beat();
        }

        Pass(0.5);
        Assert.True(Admit(Message("a", 0)).Accepted);
        foreach (PhaseMessage message in old) Assert.False(Admit(message).Accepted);
        Pass(0.5);
        foreach (PhaseMessage message in old) Assert.False(Admit(message).Accepted);
    }

    [Fact]
    public void A_peer_fades_when_overdue_is_lost_after_three_beats_and_resumes()
    {
        Stream("a", 1, 20, weight: 4);
        DateTimeOffset spoke = _now.AddMilliseconds(-100);

        _now = spoke.AddMilliseconds(209);
        Assert.Equal(1, Read());
        Assert.Equal(4, _weights[1], 6);
        _now = spoke.AddMilliseconds(255);
        Read();
        Assert.Equal(2, _weights[1], 6);
        Assert.Equal(PeerStatus.Fading, Peer("a").Status);
        _now = spoke.AddMilliseconds(300);
        Assert.Equal(0, Read());
        Assert.Equal(PeerStatus.Lost, Peer("a").Status);
        Assert.Contains("silent", Peer("a").Reason, StringComparison.Ordinal);

        Pass(60);
        Assert.True(Admit(Message("a", 22)).Accepted);
        Assert.Equal(1, Read());
        Assert.Equal(PeerStatus.Live, Peer("a").Status);
    }

    [Fact]
    public void A_slow_device_is_judged_by_its_own_pace()
    {
        for (int i = 0; i < 5; i++)
        {
            Admit(Message("slow", i));
            Pass(5);
        }

        Admit(Message("slow", 9));
        Assert.Equal(TimeSpan.FromSeconds(5), Peer("slow").Beat);
        Pass(10);
        Assert.Equal(1, Read());
        Assert.Equal(PeerStatus.Live, Peer("slow").Status);
        Pass(5);
        Assert.Equal(0, Read());
    }

    [Fact]
    public void A_node_keeps_its_slot_while_others_come_and_go()
    {
        Admit(Message("a", 1) with { Phase = Complex.One });
        Admit(Message("b", 1));
        Pass(1);
        Admit(Message("c", 1) with { Phase = -Complex.One });
        Admit(Message("b", 2));

        Assert.Equal(4, _view.Read(_now, _states, _weights));
        Assert.Equal([0, 0, 1, 1], _weights[..4]);
        Assert.Equal(new Complex(0.6, 0.8), _states[2]);
        Assert.Equal(-Complex.One, _states[3]);
    }

    [Fact]
    public void A_stated_weight_counts_up_to_the_cap()
    {
        Admit(Message("a", 1, weight: 999));
        Read();
        Assert.Equal(10, _weights[1]);
    }

    [Fact]
    public void A_flood_of_names_pushes_out_no_known_peer_and_is_refused()
    {
        MeshView small = new("me", new MeshOptions { MaxPeers = 3 });
        for (int i = 0; i < 3; i++) Assert.True(small.Admit(Message($"known{i}", 1), _now).Accepted);

        for (int i = 0; i < 1000; i++) Assert.Equal(RefusalReason.NodeLimit, small.Admit(Message($"flood{i}", 1), _now).Reason);

        Assert.Equal(["known0", "known1", "known2"], small.Peers(_now).Select(p => p.Id));
        Assert.Equal(1000, small.Refused(RefusalReason.NodeLimit));
    }

    [Fact]
    public void A_place_becomes_free_only_when_forgetting_its_peer_lets_no_replay_in()
    {
        MeshView small = new("me", new MeshOptions { MaxPeers = 1 });
        PhaseMessage recorded = Message("gone", 1);
        small.Admit(recorded, _now);
        Pass(100);
        Assert.Equal(RefusalReason.NodeLimit, small.Admit(Message("new", 1), _now).Reason);
        Pass(30);

        Assert.True(small.Admit(Message("new", 1), _now).Accepted);
        Pass(200);
        Assert.Equal(RefusalReason.Stale, small.Admit(recorded, _now).Reason);
    }

    [Fact]
    public void Reading_and_admitting_known_peers_allocates_nothing()
    {
        for (int i = 0; i < 100; i++) Admit(Message($"n{i}", 1));
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"n{i}")];
        Round(2);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int beat = 3; beat < 20; beat++) Round(beat);
        }));
        Assert.Equal(100, Read());

        void Round(int seq)
        {
            Beat();
            foreach (string name in names) _view.Admit(Message(name, seq), _now);
            _view.Read(_now, _states, _weights);
        }
    }

    [Fact]
    public void Spans_that_are_too_short_are_the_callers_error()
    {
        Admit(Message("a", 1));
        Assert.Throws<ArgumentException>(() => _view.Read(_now, [], new double[5]));
    }

    [Fact]
    public void An_option_out_of_its_range_is_named()
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => new MeshView("me", new MeshOptions { WeightCap = double.NaN }));
        Assert.Equal("WeightCap", e.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeshView("me", new MeshOptions { MaxAge = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeshView("me", new MeshOptions { LostAfterBeats = 1 }));
    }

    private Admission Admit(PhaseMessage message) => _view.Admit(message, _now);

    // How many count.
    private int Read() => _weights.AsSpan(0, _view.Read(_now, _states, _weights)).ToArray().Count(w => w > 0);

    private MeshPeer Peer(string id) => _view.Peers(_now).Single(p => p.Id == id);

    private void Beat() => Pass(0.1);

    private void Pass(double seconds) => _now = _now.AddSeconds(seconds);

    private void Stream(string id, long seq, int count, double weight = 1)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(Admit(Message(id, seq + i, weight)).Accepted);
            Beat();
        }
    }

    private PhaseMessage Message(string id, long seq, double weight = 1) => new(id, new Complex(0.6, 0.8), 0.9, _now, seq, weight);
}
