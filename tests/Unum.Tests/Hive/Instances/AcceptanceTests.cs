using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Instances;

public sealed class AcceptanceTests
{
    private readonly InstanceWorld _world = new();
    private readonly Random _random = new(1);

    [Fact]
    public void What_is_no_signed_delta_is_refused_with_its_reason_counted_and_kept()
    {
        HiveInstance instance = _world.Instance(_random);
        using HiveKey author = InstanceWorld.Key(_random), other = InstanceWorld.Key(_random);
        byte[] good = InstanceWorld.Say(_random, author, 1);
        byte[] forged = [.. good];
        forged[60] ^= 1; // within the parent: still canonical
        byte[] text = InstanceWorld.Parcel(author, new BasinDelta(ModeForm.Sparse, default, author.Author, 1, 12, Hive.Packets.Samples.Modes(_random, 3, ModeForm.Sparse), []));

        Assert.Equal(RefusalReason.UnknownKey, instance.Receive(good.AsSpan(HiveKey.PublicLength))!.Reason);
        Assert.Equal(RefusalReason.UnknownKey, instance.Receive([.. other.Public.Span, .. good.AsSpan(HiveKey.PublicLength)])!.Reason);
        Assert.Equal(RefusalReason.TooLarge, instance.Receive(new byte[600])!.Reason);
        Assert.Equal(RefusalReason.Malformed, instance.Receive(good.AsSpan(0, 200))!.Reason);
        Assert.Equal(RefusalReason.OtherForm, instance.Receive(text)!.Reason);
        Refusal refusal = instance.Receive(forged)!;
        Assert.Equal(RefusalReason.BadSignature, refusal.Reason);
        Assert.Equal(author.Author, refusal.Author);
        Assert.Contains("forged", refusal.Words, StringComparison.Ordinal);
        Assert.Equal(0, instance.Count);

        Assert.Null(instance.Receive(good));
        Assert.Null(instance.Receive(good));
        Assert.Null(instance.Receive(good.AsSpan(HiveKey.PublicLength))); // its key is known by now
        Assert.Equal(1, instance.Count);
        Assert.Equal(2, instance.Refused[RefusalReason.UnknownKey]);
        Assert.Equal(6, instance.Refusals.Count);
        Assert.Equal(RefusalReason.BadSignature, instance.Refusals[0].Reason);
        for (int i = 0; i < 200; i++) instance.Receive(new byte[600]);
        Assert.Equal(100, instance.Refusals.Count);
        Assert.Equal(201, instance.Refused[RefusalReason.TooLarge]);
    }

    [Fact]
    public void Only_authors_on_the_list_are_heard()
    {
        using HiveKey listed = InstanceWorld.Key(_random), stranger = InstanceWorld.Key(_random);
        HiveInstance instance = _world.Instance(_random, new HiveCharter(_world.Frame.Id, authors: [listed.Author]));
        Assert.Null(instance.Receive(InstanceWorld.Say(_random, listed, 1)));
        Assert.Equal(RefusalReason.AuthorNotAllowed, instance.Receive(InstanceWorld.Say(_random, stranger, 1))!.Reason);
        Assert.Equal(1, instance.Count);
    }

    [Fact]
    public void A_delta_waits_for_its_parent_and_comes_in_with_it()
    {
        HiveInstance instance = _world.Instance(_random);
        using HiveKey author = InstanceWorld.Key(_random);
        List<byte[]> chain = [InstanceWorld.Say(_random, author, 1)];
        for (uint i = 2; i <= 5; i++) chain.Add(InstanceWorld.Say(_random, author, i, InstanceWorld.Name(chain[^1]).Digest));
        for (int i = 4; i >= 1; i--) Assert.Null(instance.Receive(chain[i]));
        Assert.Equal((0, 4), (instance.Count, instance.Held));
        Assert.Contains(InstanceWorld.Name(chain[0]).Digest, instance.Missing);
        Assert.Null(instance.Receive(chain[0]));
        Assert.Equal((5, 0), (instance.Count, instance.Held));
    }

    [Fact]
    public void Waiting_is_bounded_for_each_author_and_for_all()
    {
        HiveInstance instance = _world.Instance(_random, options: new HiveOptions { MostHeld = 40 });
        using HiveKey one = InstanceWorld.Key(_random);
        Digest256 nowhere = Cid.Of(CidCodec.Raw, "nowhere"u8).Digest;
        for (uint i = 1; i <= 20; i++) instance.Receive(InstanceWorld.Say(_random, one, i, nowhere, concepts: 1));
        Assert.Equal(16, instance.Held);
        Assert.Equal(4, instance.Refused[RefusalReason.ParentUnknown]);
        for (int k = 0; k < 30; k++)
        {
            using HiveKey other = InstanceWorld.Key(_random);
            instance.Receive(InstanceWorld.Say(_random, other, 1, nowhere, concepts: 1));
        }

        Assert.Equal(40, instance.Held);
    }

    [Fact]
    public void A_child_must_come_after_its_parent()
    {
        HiveInstance instance = _world.Instance(_random);
        using HiveKey author = InstanceWorld.Key(_random);
        byte[] parent = InstanceWorld.Say(_random, author, 7);
        Assert.Null(instance.Receive(parent));
        Assert.Equal(RefusalReason.Replay, instance.Receive(InstanceWorld.Say(_random, author, 6, InstanceWorld.Name(parent).Digest))!.Reason);
    }

    [Fact]
    public void Who_tells_different_stories_under_one_number_counts_nowhere_whichever_two_were_heard()
    {
        using HiveKey liar = InstanceWorld.Key(_random), honest = InstanceWorld.Key(_random);
        byte[][] stories = [.. Enumerable.Range(0, 3).Select(_ => InstanceWorld.Say(_random, liar, 9))];
        byte[] truth = InstanceWorld.Say(_random, honest, 1);
        List<Digest256> basins = [];
        foreach ((int first, int second) in ((int, int)[])[(0, 1), (1, 2), (2, 0)])
        {
            HiveInstance instance = _world.Instance(_random);
            instance.Receive(truth);
            Digest256 before = instance.Basin;
            Assert.Null(instance.Receive(stories[first]));
            Assert.NotEqual(before, instance.Basin);
            Assert.Equal(RefusalReason.Equivocation, instance.Receive(stories[second])!.Reason);
            Assert.Equal(RefusalReason.Equivocation, instance.Receive(stories[3 - first - second])!.Reason);
            Assert.Equal(3, instance.Count); // the truth and the proof
            Assert.True(instance.Trust(liar.Author)!.Equivocates);
            basins.Add(instance.Basin);
            Assert.Equal(before, instance.Basin);
        }

        Assert.Single(basins.Distinct());
    }

    [Fact]
    public void The_vote_of_held_out_examples_speaks_against_swapped_names()
    {
        HiveInstance instance = _world.Instance(_random, new HiveCharter(_world.Frame.Id, _world.Panel(_random)));
        using HiveKey honest = InstanceWorld.Key(_random), liar = InstanceWorld.Key(_random);
        Assert.Null(instance.Receive(InstanceWorld.Say(_random, honest, 1)));
        Digest256 before = instance.Basin;
        Assert.Equal(RefusalReason.VotedDown, instance.Receive(InstanceWorld.Say(_random, liar, 1, lie: true))!.Reason);
        Assert.Equal(before, instance.Basin);
        Assert.Equal(2, instance.Count); // it stays as testimony
        Assert.Equal((0, 10), (instance.Trust(liar.Author)!.Trust, instance.Trust(liar.Author)!.Refused));
        Assert.Equal((64 + 160, true), (instance.Trust(honest.Author)!.Trust, instance.Trust(honest.Author)!.Established));
    }

    [Fact]
    public void Among_many_who_agree_a_far_one_is_an_outlier_and_is_told_once()
    {
        HiveInstance instance = _world.Instance(_random);
        for (int i = 0; i < 6; i++)
        {
            using HiveKey honest = InstanceWorld.Key(_random);
            instance.Receive(InstanceWorld.Say(_random, honest, 1));
        }

        IReadOnlyList<ModeRecord> before = instance.Canonical.Modes;
        using HiveKey liar = InstanceWorld.Key(_random);
        Assert.Null(instance.Receive(InstanceWorld.Say(_random, liar, 1, lie: true)));
        Assert.Equal(before.Select(static m => m.Direction), instance.Canonical.Modes.Select(static m => m.Direction));
        _ = instance.Basin;
        Assert.Equal(1, instance.Refused[RefusalReason.Outlier]);
        Assert.Equal(0, instance.Trust(liar.Author)!.Trust);
    }

    [Fact]
    public void Mutated_and_random_bytes_never_get_in_and_never_crash()
    {
        HiveInstance instance = _world.Instance(_random);
        using HiveKey author = InstanceWorld.Key(_random);
        byte[] good = InstanceWorld.Say(_random, author, 1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = i % 3 == 0 ? new byte[_random.Next(700)] : [.. good];
            if (i % 3 == 0) _random.NextBytes(bytes);
            else bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
            Assert.NotNull(instance.Receive(bytes));
        }

        Assert.Equal(0, instance.Count);
        Assert.Equal(3000, instance.Refused.Values.Sum());
    }
}
