using Unum.Hive.Concepts;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Tests.Hive.Instances;

namespace Unum.Tests.Hive.Concepts;

public sealed class ConceptLinksTests : IDisposable
{
    private const string Golden =
        "754244010103010000000000000000000000000000000000000000000000000000000000000000001f513d4bc699dbdb070000000c00" + // header
        "f043b81319ff0f00000000000000000000000000000000000000000000000000000000000000" + // a mode
        "c023cec31bfff000000000000000000000000000000000000000000000000000000000000000" + // a mode
        "400755d723ff000f000000000000000000000000000000000000000000000000000000000000" + // a mode
        "80c0160a"; // the link

    private static readonly uint A = Math.Min(InstanceWorld.Concept(0), InstanceWorld.Concept(1));
    private static readonly uint B = Math.Max(InstanceWorld.Concept(0), InstanceWorld.Concept(1));
    private static readonly uint C = InstanceWorld.Concept(2);
    private readonly HiveKey _key = HiveKey.FromPrivate([.. Enumerable.Repeat((byte)1, 32)]);
    private uint _lamport;

    public void Dispose() => _key.Dispose();

    [Fact]
    public void The_log_odds_of_a_small_table_are_those_of_Haldane_and_Anscombe()
    {
        PairTable table = new(12, 3, 4, 21);
        Assert.Equal(2.83694, table.LogOdds, 1e-5); // ln(12.5 * 21.5 / (3.5 * 4.5))
        Assert.Equal(1.57617, table.Precision, 1e-5); // 1 / (.08 + .0465116 + .2857143 + .2222222)
        Assert.Equal(3.56166, table.Distance, 1e-4);
        Assert.Equal(0, new PairTable(4, 4, 4, 4).LogOdds, 1e-12);
        Assert.Equal(-Math.Log(9), new PairTable(0, 1, 1, 0).LogOdds, 1e-12); // empty cells make nothing infinite
    }

    [Fact]
    public void A_delta_with_a_link_has_these_bytes()
    {
        ConceptMind mind = Mind();
        Show(mind, 12, 3, 4, 21);
        byte[] delta = mind.Extract(_key, default, 7, 12)!;
        Assert.Equal(54 + (3 * 38) + 4 + 64, delta.Length);
        Assert.Equal(1, delta[6]); // links
        int a = Place(delta, A), b = Place(delta, B);
        uint expected = (uint)a | ((uint)b << 7) | (91u << 14) | (10u << 24); // 32 x 2.837, and the largest code that says 2
        Assert.Equal(BitConverter.GetBytes(expected), delta[^68..^64]);
        Assert.Equal(Golden, Convert.ToHexStringLower(delta[..^64]));
    }

    [Fact]
    public void Each_delta_tells_only_what_is_new_and_the_sum_counts_nothing_twice()
    {
        ConceptMind mind = Mind();
        Show(mind, 20, 2, 3, 15);
        Assert.Equal(new PairTable(20, 2, 3, 15), mind.Links.Fresh((A, B)));
        LinkRecord first = Assert.Single(Extract(mind)!.Links);
        Assert.Null(mind.Links.Fresh((A, B)));
        Show(mind, 0, 5, 5, 5);
        Assert.Empty(Extract(mind)!.Links);
        Show(mind, 9, 1, 1, 30);
        PairTable news = new(9, 6, 6, 35); // the fifteen in between came after the first link and are in the second
        Assert.Equal(news, mind.Links.Fresh((A, B)));
        LinkRecord second = Assert.Single(Extract(mind)!.Links);
        Assert.Equal(Math.Round(32 * news.LogOdds), second.LogOdds);
        Assert.Equal(Evidence.Code((long)Math.Round(news.Precision)), second.EvidenceCode);
        Assert.NotEqual(first, second);
        Assert.Null(Extract(mind));
    }

    [Fact]
    public void What_may_be_chance_is_not_told_and_what_was_never_seen_together_neither()
    {
        ConceptMind mind = Mind();
        Show(mind, 3, 3, 3, 3);
        Assert.Empty(Extract(mind)!.Links);
        mind = Mind();
        Show(mind, 0, 50, 50, 50); // digits are each other's contrary, and no delta of theirs grows by it
        Assert.Empty(Extract(mind)!.Links);
    }

    [Fact]
    public void What_comes_together_less_often_than_chance_has_negative_log_odds()
    {
        ConceptMind mind = Mind();
        Show(mind, 1, 40, 40, 5);
        Assert.InRange(Assert.Single(Extract(mind)!.Links).LogOdds, -512, -1);
    }

    [Fact]
    public void Of_many_links_the_three_furthest_from_chance_are_told_and_the_others_wait()
    {
        ConceptMind mind = Mind();
        float[] psi = Unit(0);
        uint[] concepts = [.. Enumerable.Range(0, 8).Select(InstanceWorld.Concept)];
        for (int pair = 0; pair < 4; pair++)
        {
            for (int n = 0; n < 10 + (10 * pair); n++) Assert.True(mind.Observe(concepts[2 * pair], psi, [concepts[(2 * pair) + 1], concepts[2 * pair]]));
            Assert.True(mind.Observe(concepts[(2 * pair) + 1], psi));
        }

        BasinDelta delta = Extract(mind)!;
        Assert.Equal([1, 2, 3], delta.Links.Select(l => Array.IndexOf(concepts, delta.Modes[l.First].Id.Concept) / 2).Order());
        Assert.Equal(510 - (2 * 38), delta.Length);
        Assert.NotNull(mind.Links.Fresh((Math.Min(concepts[0], concepts[1]), Math.Max(concepts[0], concepts[1]))));
    }

    [Fact]
    public void Concepts_that_come_together_are_told_in_one_delta()
    {
        ConceptMind mind = Mind();
        uint[] concepts = [.. Enumerable.Range(0, 30).Select(InstanceWorld.Concept)];
        for (int n = 0; n < 10; n++)
        {
            for (int i = 0; i < 30; i++) Assert.True(mind.Observe(concepts[i], Unit(i), [concepts[29 - i]])); // the first with the last
        }

        int links = 0;
        while (Extract(mind) is { } delta)
        {
            uint[] said = [.. delta.Modes.Select(static m => m.Id.Concept)];
            foreach (uint concept in said) Assert.Contains(concepts[29 - Array.IndexOf(concepts, concept)], said);
            links += delta.Links.Count;
        }

        Assert.Equal(9, links); // three deltas
    }

    [Fact]
    public void An_observation_names_at_most_eight_companions()
    {
        ConceptMind mind = Mind();
        uint[] nine = [.. Enumerable.Range(1, 9).Select(InstanceWorld.Concept)];
        Assert.Throws<ArgumentOutOfRangeException>(() => mind.Observe(A, Unit(0), nine));
        Assert.True(mind.Observe(A, Unit(0), nine[..8]));
    }

    [Fact]
    public void The_working_copy_moves_by_the_weight_takes_over_what_is_new_and_lets_fade_what_is_said_no_more()
    {
        ConceptMind mind = Mind();
        mind.Links.Approach([new ConceptLink(A, B, 64, 80)]);
        Assert.Equal((B, 2.0, 1024L), Assert.Single(mind.Links.Related(A)));
        mind.Links.Approach([new ConceptLink(A, B, 96, 80), new ConceptLink(Math.Min(A, C), Math.Max(A, C), -128, 80)], .1);
        Assert.Equal([(C, -4.0, 1024L), (B, 2.1, 1024L)], mind.Links.Related(A));
        ConceptMind fork = mind.Fork();
        fork.Links.Approach([], .5);
        Assert.Equal([(C, -2.0, 1024L), (B, 1.05, 1024L)], fork.Links.Related(A));
        Assert.Equal(2, mind.Links.Count);
        fork.Links.Approach([], 1);
        Assert.Equal(0, fork.Links.Count);
        mind.Become(fork);
        Assert.Empty(mind.Links.Related(A));
    }

    private static ConceptMind Mind() => new(new VectorFrame(), RunningCoupling.Default, 1);

    private static float[] Unit(int axis)
    {
        float[] psi = new float[VectorFrame.Size];
        psi[axis] = 1;
        return psi;
    }

    private static int Place(byte[] delta, uint concept) => BasinDelta.Read(delta).Modes.Select(static (m, i) => (m, i)).Single(m => m.m.Id.Concept == concept).i;

    /// <summary>Shows so many of both, of the first alone, of the second alone, of a third.</summary>
    private static void Show(ConceptMind mind, int both, int first, int second, int neither)
    {
        for (int n = 0; n < both; n++) Assert.True(n % 2 == 0 ? mind.Observe(A, Unit(0), [B]) : mind.Observe(B, Unit(1), [A, A]));
        for (int n = 0; n < first; n++) Assert.True(mind.Observe(A, Unit(0)));
        for (int n = 0; n < second; n++) Assert.True(mind.Observe(B, Unit(1)));
        for (int n = 0; n < neither; n++) Assert.True(mind.Observe(C, Unit(2)));
    }

    private BasinDelta? Extract(ConceptMind mind) => mind.Extract(_key, default, ++_lamport, 12) is { } bytes ? BasinDelta.Read(bytes) : null;
}
