using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Instances;

public sealed class CanonicalBasinTests
{
    private readonly InstanceWorld _world = new();

    [Fact]
    public void Equal_sets_give_equal_basins_in_any_order_with_repetition_and_whenever_the_basin_is_read()
    {
        HivePanel panel = _world.Panel(new Random(5));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
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
                if (random.Next(3) == 0) _ = first.Basin; // reading early must change nothing
            }

            byte[][] shuffled = [.. said, .. said.Take(3)];
            random.Shuffle(shuffled);
            foreach (byte[] parcel in shuffled) second.Receive(parcel);
            Assert.Equal(first.Count, second.Count);
            Assert.Equal(first.Canonical.Standings, second.Canonical.Standings);
            Assert.Equal(first.Canonical.Modes, second.Canonical.Modes);
            return first.Basin == second.Basin;
        }));
    }

    [Fact]
    public void One_author_alone_is_the_basin_and_two_are_their_mean_by_evidence()
    {
        Random random = new(3);
        HiveInstance instance = _world.Instance(random);
        using HiveKey one = InstanceWorld.Key(random), other = InstanceWorld.Key(random);
        byte[] first = InstanceWorld.Say(random, one, 1, evidence: 64), second = InstanceWorld.Say(random, other, 1, evidence: 16);
        instance.Receive(first);
        ModeRecord[] a = [.. BasinDelta.Read(first.AsSpan(HiveKey.PublicLength)).Modes], b = [.. BasinDelta.Read(second.AsSpan(HiveKey.PublicLength)).Modes];
        Assert.Equal(a.Select(static m => m.Direction), instance.Canonical.Modes.Select(static m => m.Direction));
        instance.Receive(second);
        for (int k = 0; k < a.Length; k++)
        {
            float[] x = Point(a[k]), y = Point(b[k]), mean = [.. x.Zip(y, static (u, v) => (64 * u) + (16 * v))];
            FisherSphere.Normalise(mean);
            Assert.InRange(FisherSphere.Angle(mean, Point(instance.Canonical.Modes[k])), 0, .08); // four bits a coordinate
            Assert.Equal(Evidence.Code(80), instance.Canonical.Modes[k].EvidenceCode);
        }
    }

    [Fact]
    public void A_thousand_fresh_keys_weigh_no_more_than_one_and_neither_moves_what_the_trusted_say()
    {
        double one = Pull(1), thousand = Pull(1000), nobody = Pull(0);
        Assert.Equal(one, thousand, .02);
        Assert.InRange(thousand - nobody, 0, .07); // a sixteenth of the weight, at a right angle
    }

    [Fact]
    public void The_basin_changes_with_the_charter()
    {
        Random random = new(4);
        using HiveKey key = InstanceWorld.Key(random);
        HiveInstance open = _world.Instance(random), founded = _world.Instance(random, new HiveCharter(_world.Frame.Id, founders: [key.Author]));
        Assert.NotEqual(open.Basin, founded.Basin);
    }

    [Fact]
    public void Without_a_panel_founders_bear_out_who_agrees_with_them()
    {
        Random random = new(5);
        using HiveKey founder = InstanceWorld.Key(random), friend = InstanceWorld.Key(random), liar = InstanceWorld.Key(random);
        HiveInstance instance = _world.Instance(random, new HiveCharter(_world.Frame.Id, founders: [founder.Author]));
        instance.Receive(InstanceWorld.Say(random, founder, 1));
        instance.Receive(InstanceWorld.Say(random, friend, 1));
        instance.Receive(InstanceWorld.Say(random, liar, 1, lie: true));
        Assert.Equal((256, true), (instance.Trust(founder.Author)!.Trust, instance.Trust(founder.Author)!.Established));
        Assert.Equal((224, true), (instance.Trust(friend.Author)!.Trust, instance.Trust(friend.Author)!.Established));
        Assert.Equal((0, false), (instance.Trust(liar.Author)!.Trust, instance.Trust(liar.Author)!.Established));
    }

    [Fact]
    public void A_coordinators_state_stays_below_a_mebibyte_whatever_is_said() =>
        Assert.InRange((HiveBasin.MostModes * ModeRecord.Length) + (HiveBasin.MostLinks * ConceptLink.Length) + (7000 * HiveBasin.BytesOfAuthor), 0, HiveBasin.MostStateBytes);

    /// <summary>How far fresh keys that lie carry a mode away from what three founders say, in radians.</summary>
    private double Pull(int liars)
    {
        Random random = new(6);
        HiveKey[] founders = [.. Enumerable.Range(0, 3).Select(_ => InstanceWorld.Key(random))];
        HiveInstance instance = _world.Instance(random, new HiveCharter(_world.Frame.Id, founders: founders.Select(static f => f.Author)));
        foreach (HiveKey founder in founders) instance.Receive(InstanceWorld.Say(random, founder, 1, concepts: 1));
        ModeRecord truth = instance.Canonical.Modes[0];
        for (int i = 0; i < liars; i++)
        {
            using HiveKey liar = InstanceWorld.Key(random);
            Assert.Null(instance.Receive(InstanceWorld.Say(random, liar, 1, lie: true, concepts: 1, evidence: 4096)));
        }

        return FisherSphere.Angle(Point(truth), Point(instance.Canonical.Modes[0]));
    }

    /// <summary>Chains of a few authors: honest ones, a liar, one that contradicts itself.</summary>
    private static IEnumerable<byte[]> Parcels(Random random)
    {
        for (int author = 0; author < 6; author++)
        {
            HiveKey key = InstanceWorld.Key(author == 0 ? new Random(77) : random);
            Digest256 parent = default;
            for (uint number = 1; number <= 1 + random.Next(3); number++)
            {
                byte[] parcel = InstanceWorld.Say(random, key, number, parent, lie: author == 1, concepts: 1 + random.Next(10));
                parent = InstanceWorld.Name(parcel).Digest;
                yield return parcel;
                if (author == 2 && number == 1) yield return InstanceWorld.Say(random, key, number);
            }
        }
    }

    private static float[] Point(ModeRecord mode)
    {
        float[] psi = new float[VectorFrame.Size];
        mode.Direction.Expand(psi, ModeForm.Dense);
        return psi;
    }
}
