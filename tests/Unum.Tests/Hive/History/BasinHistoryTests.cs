using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;
using Unum.Hive.Skills;
using Unum.Tests.Hive.Packets;

namespace Unum.Tests.Hive.History;

public sealed class BasinHistoryTests : IDisposable
{
    private readonly HiveKey _a = HiveKey.FromPrivate([.. Enumerable.Repeat((byte)7, 32)]), _b = HiveKey.FromPrivate([.. Enumerable.Repeat((byte)8, 32)]);
    private readonly TamperedStore _store = new();
    private readonly Random _random = new(4);

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public void Heads_are_what_no_version_builds_on_also_when_read_again()
    {
        BasinHistory history = new(_store);
        (Cid root, Cid left, Cid right, Cid join) = Forked(history);

        Assert.Equal([join], history.Heads);
        Assert.Equal([join], new BasinHistory(_store).Heads);
        Assert.Equal(4, history.Count);
        Assert.Equal([join, .. new[] { left, right }.Order(), root], history.Log(join).Select(l => l.Cid));
        Assert.Equal([left, root], history.Log(left).Select(l => l.Cid));
    }

    [Fact]
    public void A_fork_has_two_heads_until_it_is_joined()
    {
        BasinHistory history = new(_store);
        Cid root = Step(history, _a, [], 1), left = Step(history, _a, [root], 2), right = Step(history, _b, [root], 2);

        Assert.Equal(new[] { left, right }.Order(), history.Heads);
    }

    [Fact]
    public void A_version_must_link_to_what_is_there_and_count_up()
    {
        BasinHistory history = new(_store);
        Cid root = Step(history, _a, [], 5);

        Assert.Throws<ArgumentException>(() => Step(history, _a, [root], 5));
        Assert.Throws<ArgumentException>(() => history.Append(new BasinVersion([], Cid.Of(CidCodec.Raw, "not there"u8), [], _a.Author, 9, 0)));
        Assert.Throws<ArgumentException>(() => history.Append(new BasinVersion([Cid.Of(CidCodec.DagCbor, "no"u8)], root, [], _a.Author, 9, 0)));
        Assert.Equal(1, history.Count);
    }

    [Fact]
    public void Everything_behind_a_version_is_checked_and_holds()
    {
        BasinHistory history = new(_store);
        (_, _, _, Cid join) = Forked(history);

        HistoryReport report = history.Verify(join);

        Assert.Empty(report.Faults);
        Assert.Equal((4, 3, 7), (report.Versions, report.Deltas, report.Signatures)); // three deltas, four basins
        Assert.Equal(_store.Count, report.Blocks);
    }

    [Fact]
    public void A_changed_byte_in_any_block_and_any_missing_block_is_named()
    {
        BasinHistory history = new(_store);
        (_, _, _, Cid join) = Forked(history);
        foreach (Cid cid in _store.List())
        {
            foreach (bool gone in new[] { true, false })
            {
                _store.Spoil(cid, gone);
                HistoryReport report = history.Verify(join);
                _store.Heal();
                Assert.Contains(report.Faults, f => f.Cid == cid);
            }
        }

        Assert.True(history.Verify(join).Sound);
    }

    [Fact]
    public void A_delta_that_somebody_else_signed_is_named()
    {
        BasinHistory history = new(_store);
        byte[] delta = Samples.Delta(_random, _a).Sign(_a);
        _b.Sign(delta.AsSpan(0, delta.Length - HiveKey.SignatureLength), delta.AsSpan(delta.Length - HiveKey.SignatureLength));
        Cid forged = _store.Put(CidCodec.Raw, delta);
        Cid head = history.Append(new BasinVersion([], Basin(_a, 1), [forged], _a.Author, 1, 0) { Needs = [Key(_a), Key(_b)] });

        HistoryFault fault = Assert.Single(history.Verify(head).Faults);

        Assert.Equal(forged, fault.Cid);
        Assert.Contains("signature", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Deltas_of_skills_are_checked_too()
    {
        BasinHistory history = new(_store);
        byte[] skill = new SkillDelta(default, _a.Author, 1, 12, 16, 5, (Half).01, (Half).5, new sbyte[SkillDelta.LeastZ]).Sign(_a);
        Cid good = _store.Put(CidCodec.Raw, skill);
        skill[^1] ^= 1;
        Cid bad = _store.Put(CidCodec.Raw, skill);
        Cid head = history.Append(new BasinVersion([], Basin(_a, 1), [good, bad], _a.Author, 1, 0) { Needs = [Key(_a)] });

        HistoryReport report = history.Verify(head);

        Assert.Equal(2, report.Signatures);
        Assert.Equal(bad, Assert.Single(report.Faults).Cid);
    }

    [Fact]
    public void A_signature_whose_key_nobody_brought_does_not_count_as_checked()
    {
        BasinHistory history = new(_store);
        Cid head = history.Append(new BasinVersion([], Basin(_a, 1), [], _a.Author, 1, 0));

        Assert.Contains("public key", Assert.Single(history.Verify(head).Faults).What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_difference_of_two_versions_is_that_of_their_sets()
    {
        BasinHistory history = new(_store);
        (Cid root, Cid left, Cid right, Cid join) = Forked(history);

        VersionDifference sides = history.Diff(left, right), whole = history.Diff(root, join), none = history.Diff(join, join);

        Assert.Equal((1, 1, 1), (sides.OnlyFirst.Count, sides.OnlySecond.Count, sides.Both));
        Assert.Equal([_a.Author], sides.AuthorsFirst.Keys);
        Assert.Equal([_b.Author], sides.AuthorsSecond.Keys);
        Assert.False(sides.SameSet);
        Assert.Empty(whole.OnlyFirst);
        Assert.Equal(2, whole.OnlySecond.Count);
        Assert.True(whole.Modes!.All(m => m is { Before: 0, Angle: > 1.5 }));
        Assert.True(none.SameSet && none.Modes!.Count == 0);
    }

    [Fact]
    public void A_long_history_is_walked_without_a_deep_stack()
    {
        BasinHistory history = new(_store);
        Cid basin = _store.Put(CidCodec.Raw, "bare content"u8), head = default;
        for (uint i = 1; i <= 5000; i++) head = history.Append(new BasinVersion(i == 1 ? [] : [head], basin, [], _a.Author, i, i));

        Assert.Equal(5000, history.Log(head).Count());
        HistoryReport report = history.Verify(head);
        Assert.True(report is { Sound: true, Versions: 5000, Bare: 1 });
        Assert.Equal(5001, CarFile.Plan(_store, head).Order.Count);
    }

    [Fact]
    public async Task A_car_file_holds_header_and_every_block_once_and_is_the_same_each_time()
    {
        BasinHistory history = new(_store);
        (_, _, _, Cid join) = Forked(history);
        using MemoryStream first = new(), second = new();
        (int blocks, long bytes) = await CarFile.WriteAsync(_store, join, first, TestContext.Current.CancellationToken);
        await CarFile.WriteAsync(_store, join, second, TestContext.Current.CancellationToken);

        Assert.Equal((_store.Count, first.Length), (blocks, bytes));
        Assert.Equal(first.ToArray(), second.ToArray());
        byte[] car = first.ToArray();
        int at = 1 + car[0];
        Assert.Equal("3aa265726f6f747381d82a582500", Convert.ToHexStringLower(car[..14]));
        HashSet<Cid> seen = [];
        while (at < car.Length)
        {
            int length = car[at] & 127, shift = 7;
            for (; car[at++] > 127; shift += 7) length |= (car[at] & 127) << shift;
            Assert.True(Cid.TryRead(car.AsSpan(at, Cid.Length), out Cid cid) && cid.Matches(car.AsSpan(at + Cid.Length, length - Cid.Length)));
            Assert.True(seen.Add(cid));
            at += length;
        }

        Assert.Equal(blocks, seen.Count);
    }

    private (Cid Root, Cid Left, Cid Right, Cid Join) Forked(BasinHistory history)
    {
        Cid root = Step(history, _a, [], 1), left = Step(history, _a, [root], 2), right = Step(history, _b, [root], 2);
        BasinFold fold = new(new VectorFrame());
        foreach (Cid delta in history.DeltasBehind(left).Concat(history.DeltasBehind(right)))
        {
            Assert.True(_store.TryGet(delta, out ReadOnlyMemory<byte> bytes));
            fold.Add(delta, BasinDelta.Read(bytes.Span));
        }

        return (root, left, right, history.Append(new BasinVersion([left, right], Basin(_a, 3, fold), [], _a.Author, 3, 30)));
    }

    private Cid Step(BasinHistory history, HiveKey author, Cid[] parents, uint lamport)
    {
        byte[] delta = Samples.Delta(_random, author, modes: 2, lamport: lamport).Sign(author);
        Cid name = _store.Put(CidCodec.Raw, delta);
        BasinFold fold = new(new VectorFrame());
        fold.Add(name, BasinDelta.Read(delta));
        return history.Append(new BasinVersion(parents, Basin(author, lamport, fold), [name], author.Author, lamport, 10 * lamport) { Needs = [Key(author)] });
    }

    private Cid Basin(HiveKey author, uint lamport, BasinFold? fold = null) => _store.Put(
        CidCodec.Raw,
        new BasinPacket(ModeForm.Dense, new VectorFrame().Id.Digest, default, default, author.Author, lamport, 12, 0, 0, RunningCoupling.Default, Half.Zero, "test", fold?.Modes() ?? [], []).Sign(author));

    private Cid Key(HiveKey key) => _store.Put(CidCodec.Raw, key.Public.Span);

    /// <summary>A store that loses or changes one block when told.</summary>
    private sealed class TamperedStore : IContentStore
    {
        private readonly MemoryContentStore _whole = new();
        private (Cid Cid, bool Gone)? _spoilt;

        public int Count => _whole.Count;

        public Cid Put(CidCodec codec, ReadOnlySpan<byte> block) => _whole.Put(codec, block);

        public IReadOnlyList<Cid> List() => _whole.List();

        public void Spoil(Cid cid, bool gone) => _spoilt = (cid, gone);

        public void Heal() => _spoilt = null;

        public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
        {
            bool found = _whole.TryGet(cid, out block);
            if (!found || _spoilt is not { } spoilt || spoilt.Cid != cid) return found;
            byte[] changed = block.ToArray();
            changed[^1] ^= 1;
            block = changed;
            return !spoilt.Gone;
        }
    }
}
