using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Instances;

public sealed class WorkingCopyTests
{
    private readonly InstanceWorld _world = new();
    private readonly Random _random = new(1);

    [Fact]
    public void What_one_observed_another_recognises_after_one_signed_parcel()
    {
        HiveInstance giver = _world.Instance(_random), receiver = _world.Instance(_random);
        Observe(giver, 0, 3);
        Observe(receiver, 3, 6);
        Assert.NotNull(receiver.Share());
        byte[] parcel = giver.Share()!;
        Assert.InRange(parcel.Length, 100, SignedDelta.MostParcelBytes);
        Assert.Null(giver.Share());
        Assert.Equal(0, Right(receiver, 0, 3));
        Assert.Null(receiver.Receive(parcel));
        Assert.True(receiver.Step());
        Assert.InRange(Right(receiver, 0, 3), .95, 1);
        Assert.InRange(Right(receiver, 3, 6), .95, 1);
    }

    [Fact]
    public void A_step_that_would_harm_is_left_and_the_parent_is_kept()
    {
        HiveInstance victim = _world.Instance(_random, options: new HiveOptions { ModesPerConcept = 1 });
        Observe(victim, 0, 10);
        while (victim.Share() is not null)
        {
        }

        double before = Right(victim, 0, 10);
        // Far more claimed evidence than its own, for the names swapped.
        using HiveKey liar = InstanceWorld.Key(_random);
        Assert.Null(victim.Receive(InstanceWorld.Say(_random, liar, 1, lie: true, evidence: 4096)));
        for (int i = 0; i < 60; i++) victim.Step();
        Assert.True(victim.StepsDeclined > 0);
        Assert.InRange(Right(victim, 0, 10), before - .08, 1);
    }

    [Fact]
    public void An_instance_restored_from_its_store_has_the_same_basin_and_goes_on_in_its_own_chain()
    {
        MemoryContentStore store = new();
        byte[] scalar = new byte[32];
        scalar[31] = 9;
        using HiveKey key = HiveKey.FromPrivate(scalar), other = InstanceWorld.Key(_random);
        HiveInstance first = new(key, _world.Frame, store, new HiveOptions(), _world);
        Observe(first, 0, 3);
        first.Share();
        first.Receive(InstanceWorld.Say(_random, other, 1));

        HiveInstance again = new(key, _world.Frame, store, new HiveOptions(), _world);
        Assert.Equal(2, again.Restore());
        Assert.Equal(first.Basin, again.Basin);
        Assert.InRange(Right(again, 0, 3), .95, 1);
        Observe(again, 5, 6);
        SignedDelta next = again.Library.TryGet(InstanceWorld.Name(again.Share()!), out SignedDelta? delta) ? delta! : throw new InvalidOperationException();
        Assert.Contains(again.Accepted, d => d.Cid.Digest == next.Content.Parent && d.Content.Author == key.Author && d.Content.Lamport < next.Content.Lamport);
    }

    [Fact]
    public void Numbers_grow_with_the_clock_so_a_lost_disk_does_not_make_an_author_contradict_itself()
    {
        byte[] scalar = new byte[32];
        scalar[31] = 9;
        using HiveKey key = HiveKey.FromPrivate(scalar);
        HiveInstance first = new(key, _world.Frame, new MemoryContentStore(), new HiveOptions(), _world);
        Observe(first, 0, 1);
        byte[] before = first.Share()!;
        _world.Now += TimeSpan.FromSeconds(2);
        HiveInstance lost = new(key, _world.Frame, new MemoryContentStore(), new HiveOptions(), _world);
        Observe(lost, 1, 2);
        byte[] after = lost.Share()!;
        HiveInstance witness = _world.Instance(_random);
        Assert.Null(witness.Receive(before));
        Assert.Null(witness.Receive(after));
    }

    [Fact]
    public void A_join_keeps_what_both_lines_learned_and_does_not_ask_which_came_first()
    {
        ModeRecord basis = Mode(0, Point(.5f, .5f, 0)), left = Mode(0, Point(.7f, .3f, 0)), right = Mode(0, Point(.5f, .4f, .1f)), only = Mode(1, Point(0, 0, 1));
        IReadOnlyList<ModeRecord> joined = BasinJoin.Join(_world.Frame, [basis], [left, only], [right]);
        Assert.Equal(joined, BasinJoin.Join(_world.Frame, [basis], [right], [left, only]));
        Assert.Equal([left.Id, only.Id], joined.Select(static m => m.Id));
        float[] point = new float[VectorFrame.Size];
        joined[0].Direction.Expand(point, ModeForm.Dense);
        Assert.True(point[0] > point[1], "the left line's turn is kept");
        Assert.True(point[2] > 0, "the right line's turn is kept");
        Assert.Equal([left], BasinJoin.Join(_world.Frame, [basis], [left], [basis]).Select(m => m with { EvidenceCode = left.EvidenceCode }));
    }

    [Fact]
    public void The_coordinator_is_who_is_there_most_and_the_next_takes_its_place()
    {
        HiveMember[] members = [.. Enumerable.Range(1, 9).Select(i => new HiveMember(new AuthorId((ulong)i), (byte)(i * 4), (byte)(i % 3)))];
        Assert.Equal(new AuthorId(2), TierElection.Coordinator(members));
        Assert.Equal(new AuthorId(5), TierElection.Coordinator(members.Reverse().Where(static m => m.Author.Value != 2)));
        Assert.Null(TierElection.Coordinator([]));
        Assert.Equal(HiveTier.Coordinator, TierElection.TierOf(members[1], members));
        Assert.Equal(HiveTier.Powerhouse, TierElection.TierOf(members[8], members));
        Assert.Equal(HiveTier.Edge, TierElection.TierOf(members[0], members));
        Assert.Equal([9ul, 8ul, 7ul], TierElection.ForHardWork(members, 3).Select(static m => m.Author.Value));
    }

    private static float[] Point(params float[] shares)
    {
        float[] psi = new float[VectorFrame.Size];
        for (int i = 0; i < shares.Length; i++) psi[i] = MathF.Sqrt(shares[i]);
        return psi;
    }

    private static ModeRecord Mode(int concept, float[] psi) => new(ModeId.Of((uint)(concept + 1) << 4, 0), Evidence.Code(100), 200, ModeDirection.Of(psi, ModeForm.Dense));

    private void Observe(HiveInstance instance, int from, int to)
    {
        for (int i = 0; i < 40; i++)
        {
            for (int k = from; k < to; k++) Assert.True(instance.Observe(InstanceWorld.Concept(k), InstanceWorld.Point(_random, k)));
        }
    }

    private double Right(HiveInstance instance, int from, int to)
    {
        int right = 0;
        for (int i = 0; i < 100; i++)
        {
            int concept = from + (i % (to - from));
            if (instance.Recognise(InstanceWorld.Point(_random, concept)) == InstanceWorld.Concept(concept)) right++;
        }

        return right / 100.0;
    }
}
