using System.Numerics;
using Unum.Kairos.Mesh;

namespace Unum.Tests.Kairos.Mesh;

public sealed class PeerClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 19, 23, 0, 0, TimeSpan.Zero);
    private readonly MeshView _view = new("me", new MeshOptions());
    private DateTimeOffset _now = Start;
    private long _seq;

    [Theory]
    [InlineData(-50)]
    [InlineData(-3)]
    [InlineData(3)]
    [InlineData(50)]
    public void A_constantly_wrong_clock_is_aligned(double ahead)
    {
        Random random = new(1);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(Speak(ahead, travel: random.NextDouble() * 0.05).Accepted);
            Assert.Equal(1, Count());
        }

        Assert.Equal(PeerStatus.Live, Peer.Status);
        Assert.InRange(Peer.ClockOffset.TotalSeconds, ahead - 0.05, ahead);
    }

    [Theory]
    [InlineData(-90, RefusalReason.Stale, "behind")]
    [InlineData(7200, RefusalReason.Future, "ahead")]
    public void A_clock_too_far_off_is_quarantined_with_the_reason(double ahead, RefusalReason first, string words)
    {
        Assert.Equal(first, Speak(ahead).Reason);
        for (int i = 0; i < 300; i++) Assert.False(Speak(ahead).Accepted);

        Assert.Equal(PeerStatus.Quarantined, Peer.Status);
        Assert.Contains(words, Peer.Reason, StringComparison.Ordinal);
        Assert.Contains("limit 60 s", Peer.Reason, StringComparison.Ordinal);
        Assert.Equal(0, Count());
        Assert.Null(Peer.Age);
    }

    [Fact]
    public void A_stranger_whose_clock_is_set_right_counts_at_once()
    {
        for (int i = 0; i < 20; i++) Speak(7200);
        Assert.True(Speak(0).Accepted);
        Assert.Equal(PeerStatus.Live, Peer.Status);
    }

    [Fact]
    public void Stale_and_future_are_judged_by_the_senders_aligned_clock()
    {
        for (int i = 0; i < 20; i++) Speak(-30);

        PhaseMessage slow = Message(-30);
        Pass(1.5);
        Assert.True(_view.Admit(slow, _now).Accepted);
        slow = Message(-30);
        Pass(2.5);
        Assert.Equal(RefusalReason.Stale, _view.Admit(slow, _now).Reason);
        Assert.Equal(RefusalReason.Future, Speak(-29).Reason);
        Assert.True(Speak(-30).Accepted);
        Assert.Equal(PeerStatus.Live, Peer.Status);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public void A_clock_that_jumps_is_quarantined_and_released_after_behaving(double jump)
    {
        for (int i = 0; i < 50; i++) Speak(0);

        int refused = 0;
        while (!Speak(jump).Accepted)
        {
            refused++;
            Assert.True(refused < 200, "it is released in the end");
            if (refused > 6)
            {
                Assert.Equal(PeerStatus.Quarantined, Peer.Status);
                Assert.Contains(jump > 0 ? "jumped by +5" : "jumped by -5", Peer.Reason, StringComparison.Ordinal);
                Assert.Equal(0, Count());
            }
        }

        Assert.InRange(refused, 100, 110);
        Assert.Equal(PeerStatus.Live, Peer.Status);
        for (int i = 0; i < 50; i++) Assert.True(Speak(jump).Accepted);
    }

    [Fact]
    public void A_clock_that_keeps_jumping_stays_in_quarantine()
    {
        for (int i = 0; i < 50; i++) Speak(0);
        for (int i = 0; i < 600; i++)
        {
            Admission admission = Speak(i / 50 % 2 == 0 ? 10 : -10);
            if (i > 5) Assert.False(admission.Accepted);
        }

        Assert.Equal(PeerStatus.Quarantined, Peer.Status);
    }

    [Theory]
    [InlineData(0.05, "gains 5 %")]
    [InlineData(-0.05, "loses 5 %")]
    public void A_clock_that_drifts_beyond_the_limit_is_quarantined_for_as_long_as_it_does(double rate, string words)
    {
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            if (!Speak(rate * i / 10).Accepted) refused++;
        }

        Assert.Equal(PeerStatus.Quarantined, Peer.Status);
        Assert.StartsWith("clock " + words[..5], Peer.Reason, StringComparison.Ordinal);
        Assert.InRange(refused, 600, 720);

        double stopped = rate * 100;
        for (int i = 0; i < 320; i++) Speak(stopped);
        Assert.Equal(PeerStatus.Live, Peer.Status);
    }

    [Fact]
    public void A_cheap_oscillator_is_followed()
    {
        for (int i = 0; i < 3000; i++) Assert.True(Speak(0.01 * i / 10, travel: i % 7 * 0.01).Accepted);
    }

    [Fact]
    public void A_burst_after_a_stall_is_late_but_no_jump()
    {
        for (int i = 0; i < 50; i++) Speak(0);
        List<PhaseMessage> held = [];
        for (int i = 0; i < 50; i++)
        {
            held.Add(Message(0));
            Pass(0.1);
        }

        foreach (PhaseMessage message in held) _view.Admit(message, _now);
        Assert.Equal(30, _view.Refused(RefusalReason.Stale));
        Assert.Equal(PeerStatus.Live, Peer.Status);
        Assert.True(Speak(0).Accepted);
    }

    [Fact]
    public void One_stale_message_sent_again_and_again_proves_nothing()
    {
        for (int i = 0; i < 20; i++) Speak(0);
        PhaseMessage future = Message(3);
        for (int i = 0; i < 100; i++)
        {
            _view.Admit(future, _now);
            Pass(0.01);
        }

        Assert.NotEqual(PeerStatus.Quarantined, Peer.Status);
    }

    [Fact]
    public void A_quarantined_peer_cannot_be_held_there_by_replays()
    {
        List<PhaseMessage> recorded = [];
        for (int i = 0; i < 50; i++) recorded.Add(SpeakMessage(0));
        for (int refused = 0; refused < 120; refused++)
        {
            Pass(0.1);
            PhaseMessage genuine = Message(5);
            if (_view.Admit(genuine, _now).Accepted) return;
            foreach (PhaseMessage message in recorded) Assert.False(_view.Admit(message, _now).Accepted);
            recorded.Add(genuine);
        }

        Assert.Fail("It was never released.");
    }

    [Fact]
    public void Late_messages_of_a_dead_node_do_not_keep_it_alive()
    {
        for (int i = 0; i < 20; i++) Speak(0);
        PhaseMessage last = Message(0);
        Pass(1);

        Assert.True(_view.Admit(last, _now).Accepted, "late, but the newest word there is");
        Assert.Equal(0, Count());
        Assert.Equal(PeerStatus.Lost, Peer.Status);
    }

    [Fact]
    public void A_steady_clock_does_not_jump_with_the_wall_clock()
    {
        Wall wall = new();
        SteadyClock steady = new(wall);
        DateTimeOffset begin = steady.GetUtcNow();

        wall.Set += TimeSpan.FromSeconds(-29);
        wall.Ticks += TimeSpan.TicksPerSecond;

        Assert.Equal(TimeSpan.FromSeconds(1), steady.GetUtcNow() - begin);
    }

    [Fact]
    public void A_steady_clock_follows_when_the_machine_slept_for_an_hour()
    {
        Wall wall = new();
        SteadyClock steady = new(wall);
        DateTimeOffset begin = steady.GetUtcNow();

        wall.Set += TimeSpan.FromHours(1);
        wall.Ticks += TimeSpan.TicksPerSecond;

        Assert.Equal(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1), steady.GetUtcNow() - begin);
    }

    [Fact]
    public void When_this_nodes_own_clock_is_set_back_its_peers_begin_anew_and_fade_as_ever()
    {
        for (int i = 0; i < 20; i++) Speak(0);
        Pass(-3600);
        Assert.Equal(0, Count());

        Assert.True(Speak(0).Accepted);
        Assert.Equal(1, Count());
        Assert.Equal(21, Peer.Accepted);
        Pass(0.3);
        Assert.Equal(0, Count());
    }

    [Fact]
    public void A_small_step_of_a_clock_is_followed_and_is_no_drift()
    {
        for (int i = 0; i < 100; i++) Assert.True(Speak(0).Accepted);
        for (int i = 0; i < 1000; i++) Assert.True(Speak(-1.5).Accepted);
    }

    private MeshPeer Peer => _view.Peers(_now).Single();

    private int Count()
    {
        double[] weights = new double[9];
        _view.Read(_now, new Complex[9], weights);
        return weights.Count(w => w > 0);
    }

    private void Pass(double seconds) => _now = _now.AddSeconds(seconds);

    private PhaseMessage Message(double ahead) => new("a", Complex.One, 1, _now.AddSeconds(ahead), _seq++);

    // One beat of a sender whose clock is so much ahead; the message takes a while to come.
    private Admission Speak(double ahead, double travel = 0)
    {
        Pass(0.1);
        return _view.Admit(Message(ahead), _now.AddSeconds(travel));
    }

    private PhaseMessage SpeakMessage(double ahead)
    {
        Pass(0.1);
        PhaseMessage message = Message(ahead);
        Assert.True(_view.Admit(message, _now).Accepted);
        return message;
    }

    private sealed class Wall : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Start + Set + TimeSpan.FromTicks(Ticks);

        public override long GetTimestamp() => Ticks;
    }
}
