using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Instances;

public sealed class LinkMergeTests
{
    private readonly InstanceWorld _world = new();

    [Fact]
    public void One_observes_what_comes_together_and_the_other_recognises_one_and_is_told_the_other()
    {
        Random random = new(1);
        HiveInstance a = _world.Instance(random), b = _world.Instance(random);
        uint derivative = InstanceWorld.Concept(0), rate = InstanceWorld.Concept(1), other = InstanceWorld.Concept(2);
        for (int n = 0; n < 30; n++)
        {
            Assert.True(a.Observe(derivative, InstanceWorld.Point(random, 0), [rate]));
            Assert.True(a.Observe(rate, InstanceWorld.Point(random, 1), [derivative]));
            Assert.True(a.Observe(other, InstanceWorld.Point(random, 2)));
        }

        Assert.Empty(b.Mind.Links.Related(derivative));
        while (a.Share() is { } parcel) Assert.Null(b.Receive(parcel));
        Assert.Equal(a.Basin, b.Basin);
        Assert.True(b.Step());
        uint recognised = b.Recognise(InstanceWorld.Point(random, 0))!.Value;
        Assert.Equal(derivative, recognised);
        (uint concept, double logOdds, _) = Assert.Single(b.Mind.Links.Related(recognised));
        Assert.Equal(rate, concept);
        Assert.InRange(logOdds, 3, 16);
        Assert.Empty(b.Mind.Links.Related(other));
        Assert.Equal(b.Canonical.Id, Cid.Of(CidCodec.Raw, b.BasinBlock()));
    }

    [Fact]
    public void Links_come_back_with_the_store_and_join_the_basins_name_only_when_there_are_any()
    {
        Random random = new(2);
        MemoryContentStore store = new();
        using HiveKey key = InstanceWorld.Key(random), late = InstanceWorld.Key(random);
        HiveInstance first = _world.Instance(random, store: store);
        first.Receive(Say(random, key, 1, default, []));
        Assert.Empty(first.Canonical.Links);
        byte[] bare = first.BasinBlock();
        Assert.Equal(14 + 32 + 4 + (10 * ModeRecord.Length), bare.Length);
        first.Receive(Say(random, late, 1, default, [new LinkRecord(0, 3, 77, 30)]));
        ConceptLink link = Assert.Single(first.Canonical.Links);
        byte[] block = first.BasinBlock();
        Assert.Equal(bare.Length + 4 + ConceptLink.Length, block.Length);
        Assert.Equal([.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(link.First), .. BitConverter.GetBytes(link.Second), 77, 0, 30, 0], block[bare.Length..]);
        Assert.Equal((10 * ModeRecord.Length) + ConceptLink.Length + (2 * HiveBasin.BytesOfAuthor), first.Canonical.StateBytes);

        HiveInstance second = _world.Instance(random, store: store);
        second.Restore();
        Assert.Equal(first.Basin, second.Basin);
        Assert.Equal(77 / 32.0, Assert.Single(second.Mind.Links.Related(link.First)).LogOdds);
    }

    [Fact]
    public void Equal_sets_give_equal_links_in_any_order_with_repetition_and_whenever_the_basin_is_read()
    {
        HivePanel panel = _world.Panel(new Random(5));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            HiveCharter charter = (seed & 3) switch
            {
                0 => new HiveCharter(_world.Frame.Id),
                1 => new HiveCharter(_world.Frame.Id, panel),
                _ => new HiveCharter(_world.Frame.Id, founders: [InstanceWorld.Key(new Random(77)).Author]),
            };
            byte[][] said = [.. Parcels(random)];
            HiveInstance first = _world.Instance(random, charter), second = _world.Instance(random, charter);
            foreach (byte[] parcel in said)
            {
                first.Receive(parcel);
                if (random.Next(3) == 0) _ = first.Basin;
            }

            byte[][] shuffled = [.. said, .. said.Take(3)];
            random.Shuffle(shuffled);
            foreach (byte[] parcel in shuffled) second.Receive(parcel);
            Assert.NotEmpty(first.Canonical.Links);
            Assert.Equal(first.Canonical.Links, second.Canonical.Links);
            return first.Basin == second.Basin;
        }));
    }

    [Fact]
    public void Authors_weigh_by_precision_and_capacity_and_a_liar_moves_a_link_by_no_more_than_its_weight()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            HiveInstance instance = _world.Instance(random);
            double moment = 0, weights = 0, precisions = 0, honest = 0, honestWeights = 0;
            for (int author = 0; author < 6; author++)
            {
                using HiveKey key = InstanceWorld.Key(random);
                bool liar = author == 5;
                byte capacity = (byte)(9 + random.Next(10)), code = liar ? (byte)255 : (byte)(40 + random.Next(70));
                int logOdds = liar ? -512 : 64 + random.Next(64);
                instance.Receive(Say(random, key, 1, default, [new LinkRecord(2, 5, logOdds, code)], capacity));
                double precision = Math.Min(4096, Math.Round(Math.Pow(2, code / 8.0))), weight = precision * Math.Max(1, capacity - 9);
                (moment, weights, precisions) = (moment + (weight * logOdds), weights + weight, precisions + precision);
                if (!liar) (honest, honestWeights) = (moment / weights, weights);
            }

            ConceptLink merged = Assert.Single(instance.Canonical.Links);
            Assert.InRange(merged.LogOdds - (moment / weights), -.501, .501);
            Assert.Equal(Evidence.Code((long)precisions), merged.EvidenceCode);
            double share = (weights - honestWeights) / weights;
            Assert.InRange(honest - merged.LogOdds, 0, (share * (honest + 512)) + .501);
            return true;
        }));
    }

    [Fact]
    public void Who_tells_different_stories_who_is_voted_down_and_who_lies_far_out_does_not_count()
    {
        Random random = new(3);
        HiveInstance open = _world.Instance(random), judged = _world.Instance(random, new HiveCharter(_world.Frame.Id, _world.Panel(new Random(5))));
        LinkRecord truth = new(0, 1, 50, 30), lie = new(0, 1, -500, 255);
        for (int author = 0; author < 5; author++)
        {
            using HiveKey key = InstanceWorld.Key(random);
            byte[] parcel = Say(random, key, 1, default, [truth]);
            open.Receive(parcel);
            judged.Receive(parcel);
        }

        using HiveKey twofold = InstanceWorld.Key(random), liar = InstanceWorld.Key(random);
        open.Receive(Say(random, twofold, 1, default, [lie]));
        Assert.InRange(Assert.Single(open.Canonical.Links).LogOdds, -500, -1); // before it is found out
        open.Receive(Say(random, twofold, 1, default, [truth]));
        Assert.Equal(50, Assert.Single(open.Canonical.Links).LogOdds);

        byte[] outlying = Say(random, liar, 1, default, [lie], lying: true);
        open.Receive(outlying); // far from what five say of these modes
        Assert.Equal(50, Assert.Single(open.Canonical.Links).LogOdds);
        using HiveKey subtle = InstanceWorld.Key(random); // an outlier in one of ten modes keeps three quarters of its trust
        BasinDelta honest = BasinDelta.Read(Say(random, subtle, 1, default, [lie]).AsSpan(HiveKey.PublicLength));
        ModeRecord[] modes = [.. honest.Modes.Select((m, i) => i == 0 ? m with { Direction = honest.Modes[5].Direction } : m)];
        open.Receive(InstanceWorld.Parcel(subtle, honest with { Modes = modes }));
        Assert.Equal(50, Assert.Single(open.Canonical.Links).LogOdds);
        Assert.Equal(192, open.Trust(subtle.Author)!.Trust);
        judged.Receive(outlying); // and the panel speaks against it
        Assert.Equal(50, Assert.Single(judged.Canonical.Links).LogOdds);
    }

    [Fact]
    public void A_thousand_fresh_keys_move_a_link_no_more_than_one()
    {
        double one = Pulled(1), thousand = Pulled(1000), nobody = Pulled(0);
        Assert.Equal(64, nobody);
        Assert.Equal(one, thousand, 1.0);
        Assert.InRange(nobody - thousand, 20, (64 + 512) / 17.0 + .5); // a sixteenth of the founders' weight
    }

    /// <summary>What comes of a link when fresh keys lie about it and three founders do not.</summary>
    private int Pulled(int liars)
    {
        Random random = new(6);
        HiveKey[] founders = [.. Enumerable.Range(0, 3).Select(_ => InstanceWorld.Key(random))];
        HiveInstance instance = _world.Instance(random, new HiveCharter(_world.Frame.Id, founders: founders.Select(static f => f.Author)));
        foreach (HiveKey founder in founders) instance.Receive(Say(random, founder, 1, default, [new LinkRecord(0, 1, 64, 40)], concepts: 2));
        for (int i = 0; i < liars; i++)
        {
            using HiveKey liar = InstanceWorld.Key(random);
            Assert.Null(instance.Receive(Say(random, liar, 1, default, [new LinkRecord(0, 1, -512, 255)], concepts: 2)));
        }

        return Assert.Single(instance.Canonical.Links).LogOdds;
    }

    private static byte[] Say(Random random, HiveKey key, uint lamport, Digest256 parent, LinkRecord[] links, byte capacity = 12, bool lying = false, int concepts = 10)
    {
        BasinDelta delta = BasinDelta.Read(InstanceWorld.Say(random, key, lamport, parent, lying, concepts).AsSpan(HiveKey.PublicLength));
        return InstanceWorld.Parcel(key, delta with { Links = links, Capacity = capacity });
    }

    /// <summary>Chains of a few authors with links: honest ones, a liar, one that contradicts itself.</summary>
    private static IEnumerable<byte[]> Parcels(Random random)
    {
        for (int author = 0; author < 6; author++)
        {
            HiveKey key = InstanceWorld.Key(author == 0 ? new Random(77) : random);
            Digest256 parent = default;
            for (uint number = 1; number <= 1 + random.Next(3); number++)
            {
                int concepts = 4 + random.Next(7);
                LinkRecord[] links = [.. Enumerable.Range(1, 3).Select(k => new LinkRecord(0, k, author == 0 ? 100 : random.Next(-512, 512), (byte)random.Next(256)))];
                byte[] parcel = Say(random, key, number, parent, links, (byte)random.Next(30), lying: author == 1, concepts);
                parent = InstanceWorld.Name(parcel).Digest;
                yield return parcel;
                if (author == 2 && number == 1) yield return Say(random, key, number, default, links, concepts: concepts);
            }
        }
    }
}
