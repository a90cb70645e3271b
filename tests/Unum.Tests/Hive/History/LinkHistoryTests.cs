using Unum.Hive.Concepts;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Hive.Trials;
using Unum.Tests.Hive.Instances;

namespace Unum.Tests.Hive.History;

public sealed class LinkHistoryTests
{
    [Fact]
    public void A_packet_of_the_history_carries_the_links_between_its_modes_and_the_comparison_names_them()
    {
        Random random = new(1);
        InstanceWorld world = new();
        MemoryContentStore store = new();
        using HiveKey giver = TransferHistory.Key("pairs", 1, "giver");
        uint one = InstanceWorld.Concept(0), other = InstanceWorld.Concept(1), own = InstanceWorld.Concept(2);
        ConceptMind mind = new(world.Frame, RunningCoupling.Default, 1), receiver = new(world.Frame, RunningCoupling.Default, 1);
        for (int n = 0; n < 20; n++)
        {
            Assert.True(mind.Observe(one, InstanceWorld.Point(random, 0), [other]));
            Assert.True(mind.Observe(other, InstanceWorld.Point(random, 1), [one]));
            Assert.True(mind.Observe(own, InstanceWorld.Point(random, 2)));
            Assert.True(receiver.Observe(own, InstanceWorld.Point(random, 2)));
        }

        byte[] delta = mind.Extract(giver, default, 1, 12)!;
        LinkRecord told = Assert.Single(BasinDelta.Read(delta).Links);
        TransferHistory transfers = new(store, world);
        transfers.Record(new Labelled("pairs", world.Frame, [], [], [one, other, own], 64, 1), 1, [receiver.Learn()], delta, 1);

        BasinHistory history = new(store);
        Cid joined = Assert.Single(history.Heads);
        BasinPacket packet = Packet(store, history.Get(joined).Basin);
        LinkRecord written = Assert.Single(packet.Links);
        Assert.Equal((told.LogOdds, told.EvidenceCode), (written.LogOdds, written.EvidenceCode));
        Assert.Equal(new[] { one, other }.Order(), [packet.Modes[written.First].Id.Concept, packet.Modes[written.Second].Id.Concept]);

        Cid first = history.Get(joined).Parents.Single(p => Packet(store, history.Get(p).Basin).Modes.Count == 1);
        LinkDifference difference = Assert.Single(history.Diff(first, joined).Links!);
        Assert.Equal((Math.Min(one, other), Math.Max(one, other), null, told.LogOdds), (difference.First, difference.Second, difference.Before, difference.After!.Value.LogOdds));
        Assert.Empty(history.Diff(joined, joined).Links!);
    }

    private static BasinPacket Packet(MemoryContentStore store, Cid cid)
    {
        Assert.True(store.TryGet(cid, out ReadOnlyMemory<byte> block));
        return BasinPacket.Read(block.Span);
    }
}
