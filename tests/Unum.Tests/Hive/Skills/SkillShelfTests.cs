using FsCheck;
using FsCheck.Fluent;
using Unum.Femto.Births;
using Unum.Femto.Core;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;
using Unum.Hive.Skills;
using Unum.Hive.Trials;
using Unum.Tests.Hive.Instances;

namespace Unum.Tests.Hive.Skills;

public sealed class SkillShelfTests : IDisposable
{
    private static readonly CoreWeights Core = BirthCore.Load();
    private static readonly Digest256 Base = SkillDelta.NameOf(Core);
    private readonly Random _random = new(1);
    private readonly HiveKey _self;
    private readonly HiveKey _key;

    public SkillShelfTests() => (_self, _key) = (InstanceWorld.Key(_random), InstanceWorld.Key(_random));

    public void Dispose()
    {
        _self.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void Any_order_and_any_repetition_of_the_same_packets_give_the_same_shelf()
    {
        // Forty authors, twenty names each, several numbers: more than the shelf has room for in every direction.
        HiveKey[] keys = [.. Enumerable.Range(0, 40).Select(_ => InstanceWorld.Key(_random))];
        byte[][] all = [.. Enumerable.Range(0, 1500).Select(i => Packet(keys[i % 40], _random.Next(20), (uint)_random.Next(1, 40)))];
        AuthorId founder = keys.MaxBy(static k => k.Author.Value)!.Author;
        (AuthorId, uint, uint, Cid)[] expected = Oracle(all, founder);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(8), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            byte[][] order = [.. all, .. random.GetItems(all, 200)];
            random.Shuffle(order);
            SkillShelf shelf = Shelf(founder: founder);
            foreach (byte[] packet in order) shelf.Receive(packet);
            Assert.Equal(expected, Content(shelf));
            return true;
        }));
        Assert.InRange(expected.Length, 500, SkillRules.MostAuthors * SkillRules.MostOfAuthor);
        Assert.Contains(expected, e => e.Item1 == founder);
        foreach (HiveKey key in keys) key.Dispose();
    }

    [Fact]
    public void Every_refusal_has_its_reason_and_is_counted()
    {
        SkillShelf shelf = Shelf(allows: a => a == _key.Author || a == _self.Author);
        using HiveKey stranger = InstanceWorld.Key(_random);
        byte[] good = Packet(_key, 1, 5), forged = [.. good], keyless = Packet(_key, 1, 6)[HiveKey.PublicLength..];
        forged[^1] ^= 1;
        byte[] otherCore = [.. _key.Public.Span, .. (Sample(_key, 16, 7) with { Base = default(Digest256) }).Sign(_key)];
        (byte[] Bytes, RefusalReason Reason)[] cases =
        [
            ([.. good, .. new byte[4000]], RefusalReason.TooLarge), (good[..300], RefusalReason.Malformed), (otherCore, RefusalReason.OtherCore), (keyless, RefusalReason.UnknownKey),
            ([.. stranger.Public.Span, .. keyless], RefusalReason.UnknownKey), (forged, RefusalReason.BadSignature), (Packet(stranger, 1, 1), RefusalReason.AuthorNotAllowed),
        ];
        foreach ((byte[] bytes, RefusalReason reason) in cases) Assert.Equal(reason, shelf.Receive(bytes)!.Reason);
        Assert.Empty(shelf.Skills);
        Assert.Null(shelf.Receive(good));
        Assert.Null(shelf.Receive(good)); // known
        Assert.Equal(RefusalReason.Replay, shelf.Receive(Packet(_key, 1, 4))!.Reason);
        Assert.Null(shelf.Receive(keyless)); // its key is known by now, and it is newer
        Assert.Equal(6u, Assert.Single(shelf.Skills).Packet.Content.Lamport);
        Assert.Equal((2L, 8L), (shelf.Refused[RefusalReason.UnknownKey], shelf.Refused.Values.Sum()));
        Assert.All(shelf.Refusals, static r => Assert.NotEmpty(r.Words));
    }

    [Fact]
    public void Whoever_asks_for_more_room_than_one_author_has_gets_it_from_its_own_oldest()
    {
        SkillShelf shelf = Shelf();
        for (int name = 0; name < SkillRules.MostOfAuthor + 4; name++) Assert.Null(shelf.Receive(Packet(_key, name, (uint)(100 + name))));
        Assert.Equal(SkillRules.MostOfAuthor, shelf.Skills.Count);
        Assert.Equal(104u, shelf.Skills.Min(static s => s.Packet.Content.Lamport));
        Assert.Equal(RefusalReason.Full, shelf.Receive(Packet(_key, 99, 50))!.Reason);
    }

    [Fact]
    public void One_author_cannot_fill_the_disk()
    {
        SkillShelf shelf = Shelf();
        for (uint number = 1; number <= SkillRules.MostWrittenOfAuthor; number++) Assert.Null(shelf.Receive(Packet(_key, 1, number)));
        Assert.Equal(RefusalReason.Full, shelf.Receive(Packet(_key, 1, 10_000))!.Reason);
    }

    [Fact]
    public void What_was_kept_comes_back_after_a_crash()
    {
        MemoryContentStore store = new();
        SkillShelf shelf = Shelf(store);
        for (int i = 0; i < 60; i++) shelf.Receive(Packet(i % 2 == 0 ? _key : _self, _random.Next(20), (uint)i + 1));
        store.Put(CidCodec.Raw, "uSD and nothing more"u8);
        SkillShelf again = Shelf(store);
        Assert.Equal(shelf.Skills.Count, again.Restore());
        Assert.Equal(Content(shelf), Content(again));
    }

    [Fact]
    public void A_lesson_helps_who_receives_it_and_noise_under_its_name_is_refused()
    {
        SkillText sensors = SkillText.FromFiles("sensors", Repository.At("data/nab/realKnownCause"), "*.csv", 1)!;
        uint kind = ModeId.ConceptOf("sensors");
        SkillLesson lesson = SkillLesson.Learn(kind, sensors.Train.AsSpan(0, 60_000), SkillLesson.SmallBudget, Core, static () => new CoreByteReader(Core), new SkillTraining { Steps = 150, Batch = 16 });
        Assert.Equal(6000, lesson.HeldOut.Length);
        SkillShelf giver = Shelf(), taker = new(new SkillRules(_key.Author), Core, new MemoryContentStore(), TimeProvider.System);
        SignedSkill shared = giver.Share(_self, lesson, 12);
        Assert.Equal(SkillLesson.SmallBudget, shared.Bytes.Length);
        Assert.Equal(lesson.Gain, Assert.Single(giver.Skills).OwnGain);

        Assert.Null(taker.Receive(shared.Parcel.Span));
        Assert.Null(Assert.Single(taker.Skills).OwnGain); // it has nothing to measure on
        SkillScore score = SkillScore.Of(sensors.Test.AsSpan(0, 4000), static () => new CoreByteReader(Core), Core, [.. taker.Skills.Select(static s => s.Packet)]);
        Assert.InRange(score.Own - score.WithSkills, 3, 8);
        Assert.InRange(Assert.Single(score.Beliefs).Belief, .9, 1);
        SkillScore plays = SkillScore.Of(DefaultBirth.Text().AsSpan()[^4000..], static () => new CoreByteReader(Core), Core, [shared]);
        Assert.InRange(plays.WithSkills - plays.Own, -.01, .01);

        byte[] noise = Packet(_key, kind, 9);
        Assert.Null(taker.Receive(noise));
        Assert.True(taker.HoldOut(kind, sensors.Test.AsMemory(0, 3000)));
        Assert.Equal(shared.Cid, Assert.Single(taker.Skills).Packet.Cid); // the noise is gone
        Assert.InRange(taker.Skills[0].OwnGain!.Value, 3, 8);
        Assert.Equal(RefusalReason.DoesNotHelp, taker.Receive(noise)!.Reason);
        Assert.Equal(2, taker.Refused[RefusalReason.DoesNotHelp]);
    }

    [Fact]
    public void A_hundred_boastful_skills_do_not_crowd_out_the_one_that_knows()
    {
        SkillText sensors = SkillText.FromFiles("sensors", Repository.At("data/nab/realKnownCause"), "*.csv", 1)!;
        SkillLesson lesson = SkillLesson.Learn(1 << 4, sensors.Train.AsSpan(0, 40_000), SkillLesson.SmallBudget, Core, static () => new CoreByteReader(Core), new SkillTraining { Steps = 60, Batch = 16 });
        SkillShelf shelf = Shelf();
        SignedSkill good = shelf.Share(_self, lesson, 12);
        for (int i = 0; i < 100; i++)
        {
            using HiveKey liar = InstanceWorld.Key(_random);
            shelf.Receive(Packet(liar, 2 + i, 1));
        }

        SkillScore score = SkillScore.Of(sensors.Test.AsSpan(0, 1500), static () => new CoreByteReader(Core), Core, [.. shelf.Skills.Select(static s => s.Packet)]);
        Assert.Equal(SkillScore.MostReaders, score.Beliefs.Count);
        Assert.Equal(good.Cid, score.Beliefs[0].Skill.Cid);
    }

    /// <summary>The best of all at once, from the whole list.</summary>
    private (AuthorId Author, uint Skill, uint Lamport, Cid Cid)[] Oracle(byte[][] packets, AuthorId founder) =>
    [
        .. packets.Select(static p => (Delta: SkillDelta.Read(p.AsSpan(HiveKey.PublicLength)), Cid: Cid.Of(CidCodec.Raw, p.AsSpan(HiveKey.PublicLength)))).GroupBy(static p => p.Delta.Author)
            .OrderBy(a => a.Key == _self.Author ? 0 : a.Key == founder ? 1 : 2).ThenBy(static a => a.Key.Value).Take(SkillRules.MostAuthors)
            .SelectMany(static a => a.GroupBy(static p => p.Delta.Skill).Select(static s => s.OrderByDescending(static p => p.Delta.Lamport).ThenByDescending(static p => p.Cid).First())
                .OrderByDescending(static p => p.Delta.Lamport).ThenByDescending(static p => p.Cid).Take(SkillRules.MostOfAuthor).OrderBy(static p => p.Delta.Skill))
            .Select(static p => (p.Delta.Author, p.Delta.Skill, p.Delta.Lamport, p.Cid)),
    ];

    private static (AuthorId Author, uint Skill, uint Lamport, Cid Cid)[] Content(SkillShelf shelf) =>
        [.. shelf.Skills.Select(static s => (s.Packet.Content.Author, s.Packet.Content.Skill, s.Packet.Content.Lamport, s.Packet.Cid))];

    private SkillShelf Shelf(IContentStore? store = null, Func<AuthorId, bool>? allows = null, AuthorId? founder = null) =>
        new(new SkillRules(_self.Author, allows, a => a == founder), Core, store ?? new MemoryContentStore(), TimeProvider.System);

    private SkillDelta Sample(HiveKey key, uint name, uint lamport)
    {
        sbyte[] z = [.. Enumerable.Range(0, 256).Select(_ => (sbyte)_random.Next(-127, 128))];
        return new SkillDelta(Base, key.Author, lamport, 12, name, 1, (Half)(1 / 128.0), (Half)60, z);
    }

    private byte[] Packet(HiveKey key, int name, uint lamport) => Packet(key, (uint)name << 4, lamport);

    private byte[] Packet(HiveKey key, uint name, uint lamport) => [.. key.Public.Span, .. Sample(key, name, lamport).Sign(key)];
}
