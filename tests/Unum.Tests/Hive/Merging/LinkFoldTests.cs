using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Merging;
using Unum.Hive.Packets;
using Unum.Tests.Hive.Packets;

namespace Unum.Tests.Hive.Merging;

public sealed class LinkFoldTests
{
    private static readonly ModeRecord[] Modes = [.. Enumerable.Range(0, 4).Select(static k => new ModeId((uint)((k / 2 * 16) + (k % 2) + 16)))
        .Select(static id => new ModeRecord(id, 16, 200, ModeDirection.Of(Samples.Point(new Random(1), ModeForm.Dense), ModeForm.Dense)))]; // two concepts with two modes each

    [Fact]
    public void Merged_log_odds_are_the_mean_by_precision_trust_and_capacity()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            BasinFold fold = new(new VectorFrame());
            double moment = 0, weights = 0, precisions = 0;
            for (int i = 0; i < 1 + random.Next(20); i++)
            {
                BasinDelta delta = Delta(random, (uint)i);
                int trust = random.Next(257);
                Add(fold, delta, trust);
                foreach (LinkRecord link in delta.Links.Where(static l => l.First < 2 && l.Second >= 2))
                {
                    double precision = Math.Min(4096, Math.Round(Math.Pow(2, link.EvidenceCode / 8.0))), weight = precision * trust * Math.Clamp(delta.Capacity - 9, 1, 16);
                    moment += weight * link.LogOdds;
                    weights += weight;
                    precisions += precision * trust / 256;
                }
            }

            LinkRecord? merged = fold.Links(fold.Modes()).Cast<LinkRecord?>().SingleOrDefault();
            if (weights == 0 || Math.Abs(moment / weights) < .49) Assert.Null(merged);
            if (merged is not { } link0) return true;
            Assert.Equal((0, 2), (link0.First, link0.Second));
            Assert.InRange(link0.LogOdds - (moment / weights), -.501, .501);
            Assert.Equal(Evidence.Code(Math.Max(1, (long)precisions)), link0.EvidenceCode);
            return true;
        }));
    }

    [Fact]
    public void Any_order_any_grouping_and_any_repetition_give_the_same_links()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            BasinDelta[] deltas = [.. Enumerable.Range(0, 9).Select(i => Delta(random, (uint)i))];
            LinkFold whole = new(256);
            BasinFold once = new(new VectorFrame()), again = new(new VectorFrame());
            foreach (BasinDelta delta in deltas)
            {
                Add(once, delta, 200);
                whole.Add(delta, 77, 3);
            }

            BasinDelta[] shuffled = [.. deltas, .. deltas];
            random.Shuffle(shuffled);
            foreach (BasinDelta delta in shuffled) Add(again, delta, 200);
            Assert.Equal(once.Links(once.Modes()), again.Links(again.Modes()));

            LinkFold left = new(256), right = new(256); // grouped: sums of sums
            random.Shuffle(deltas);
            foreach (BasinDelta delta in deltas[..4]) left.Add(delta, 77, 3);
            foreach (BasinDelta delta in deltas[4..]) right.Add(delta, 77, 3);
            foreach (((uint, uint) pair, LinkSum sum) in whole.Sums) Assert.Equal(sum, left.Sums.GetValueOrDefault(pair) + right.Sums.GetValueOrDefault(pair));
            return true;
        }));
    }

    [Fact]
    public void An_author_weighs_at_most_the_cap_however_much_it_says()
    {
        LinkFold modest = new(1), loud = new(1);
        modest.Add((16, 32), new LinkSum(100L * BasinFold.EvidenceCap, BasinFold.EvidenceCap, BasinFold.EvidenceCap), 1, 1);
        loud.Add((16, 32), new LinkSum(1000L * 100 * BasinFold.EvidenceCap, 1000L * BasinFold.EvidenceCap, 1000L * BasinFold.EvidenceCap), 1, 1);
        Assert.Equal(modest.Sums[(16, 32)], loud.Sums[(16, 32)]);
    }

    [Fact]
    public void The_largest_statements_of_as_many_authors_as_there_may_be_do_not_overflow()
    {
        LinkFold fold = new(FoldLinks.FullPart);
        for (int author = 0; author < 7000; author++) fold.Add((16, 32), new LinkSum(-512L * BasinFold.EvidenceCap, BasinFold.EvidenceCap, 0), FoldLinks.FullPart, 16);
        ConceptLink merged = Assert.Single(fold.Results());
        Assert.Equal((-512, Evidence.Code(7000L * 4096)), (merged.LogOdds, merged.EvidenceCode));
    }

    [Fact]
    public void A_packet_carries_at_most_128_links_those_furthest_from_chance()
    {
        ModeRecord[] modes = [.. Enumerable.Range(1, 88).Select(static i => Modes[0] with { Id = ModeId.Of((uint)i * 16, 0) })];
        ConceptLink[] links = [.. Enumerable.Range(2, 87).Select(static i => new ConceptLink(16, (uint)i * 16, i, 16)), .. Enumerable.Range(3, 86).Select(static i => new ConceptLink(32, (uint)i * 16, -2 * i, 16)), new(16, 16 * 200, 511, 255)];
        IReadOnlyList<LinkRecord> written = ConceptLink.Between(links, modes, BasinPacket.MostLinks);
        Assert.Equal(128, written.Count);
        Assert.Equal((56, 72), (written.Count(static l => l.First == 0), written.Count(static l => l.First == 1))); // 33 to 88, and from -34 on
        using HiveKey key = HiveKey.Create();
        BasinPacket packet = Samples.Packet(new Random(1), key, ModeForm.Dense) with { Modes = modes, Links = written };
        Assert.Equal(written, BasinPacket.Read(packet.Sign(key)).Links);
    }

    private static void Add(BasinFold fold, BasinDelta delta, int trust) => fold.Add(Cid.Of(CidCodec.Raw, [(byte)delta.Lamport]), delta, trust);

    /// <summary>A delta with up to three links, some of them of two modes of one concept, which say nothing.</summary>
    private static BasinDelta Delta(Random random, uint lamport)
    {
        LinkRecord[] all = [new(0, 1, 300, 90), new(0, 2, Odds(), Code()), new(0, 3, Odds(), Code()), new(1, 2, Odds(), Code()), new(2, 3, -300, 90)];
        return new BasinDelta(ModeForm.Dense, default, new AuthorId(7), lamport, (byte)random.Next(30), Modes, [.. all.Skip(random.Next(3)).Take(random.Next(4))]);

        int Odds() => random.Next(-512, 512);
        byte Code() => (byte)random.Next(120);
    }
}
