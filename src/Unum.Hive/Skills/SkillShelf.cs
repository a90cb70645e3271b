using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Unum.Femto.Core;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Hive.Skills;

/// <summary>
/// The skills that one instance holds: verified, bounded, kept in the content store.
/// <para>
/// A packet is examined in this order: size, form, base core, key, signature, allowed author, replay, room, and last, because it costs most, whether it helps: where
/// the owner has held-out text of that kind, it must save bits beside the owner's mind. Every refusal is counted by reason.
/// </para>
/// <para>
/// What is on the shelf depends on the packets and not on the order or the number of times they came: of each author's packets of one name the newest, of each author the
/// sixteen newest names, of all authors the 32 first (the owner, founders, then by ascending id). A packet only ever gives way to one that stands above it in
/// that order, so keeping the best seen so far is keeping the best of all. Two limits are outside of this: the packets ever written to the disk, and a held-out text that comes later.
/// </para>
/// <para>Memory: about 5 KB a skill. Time: a signature, and 8 KB of text read by three minds where the kind is known. Not safe from several threads.</para>
/// </summary>
public sealed class SkillShelf
{
    private readonly SkillRules _rules;
    private readonly CoreWeights _core;
    private readonly IContentStore _store;
    private readonly TimeProvider _time;
    private readonly Func<IByteReader> _own;
    private readonly RefusalLog _refusals = new();
    private readonly Dictionary<AuthorId, ReadOnlyMemory<byte>> _keys = []; // of authors whose skills were accepted, or whose keys the store has
    private readonly Dictionary<AuthorId, int> _written = [];
    private readonly SortedDictionary<(int Tier, ulong Author), Dictionary<uint, ShelvedSkill>> _shelves = [];
    private readonly Dictionary<uint, (ReadOnlyMemory<byte> Text, double Own)> _texts = [];
    private int _allWritten;

    /// <summary>An empty shelf; see <see cref="Restore"/>.</summary>
    /// <param name="rules">Whom it lets in.</param>
    /// <param name="core">The core that skills are a difference to; kept and not changed.</param>
    /// <param name="store">Keeps packets and public keys; may be shared.</param>
    /// <param name="time">Stamps refusals and numbers own skills.</param>
    /// <param name="own">Makes the owner's own mind; null is the core itself.</param>
    public SkillShelf(SkillRules rules, CoreWeights core, IContentStore store, TimeProvider time, Func<IByteReader>? own = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        (_rules, _core, _store, _time, _own) = (rules, core, store, time, own ?? (() => new CoreByteReader(core)));
        Base = SkillDelta.NameOf(core);
    }

    /// <summary>Name of the core.</summary>
    public Digest256 Base { get; }

    /// <summary>By author, the owner's and the founders' first, then by name.</summary>
    public IReadOnlyList<ShelvedSkill> Skills => [.. _shelves.Values.SelectMany(static s => s.OrderBy(static e => e.Key).Select(static e => e.Value))];

    /// <summary>Refusals since the start, by reason.</summary>
    public IReadOnlyDictionary<RefusalReason, long> Refused => _refusals.Counts;

    /// <summary>The last hundred refusals, the newest first.</summary>
    public IReadOnlyList<Refusal> Refusals => _refusals.Newest;

    /// <summary>Takes everything that the store has: how a shelf comes back after a crash.</summary>
    /// <returns>How many skills are on the shelf.</returns>
    public int Restore()
    {
        List<Cid> found = [];
        foreach (Cid cid in _store.List())
        {
            if (cid.Codec != CidCodec.Raw || !_store.TryGet(cid, out ReadOnlyMemory<byte> block)) continue;
            if (block.Length == HiveKey.PublicLength && _keys.Count < DeltaLibrary.MostKeys) _keys.TryAdd(AuthorOf(block.Span), block);
            else if (block.Length <= SkillDelta.MostBytes && SignedSkill.IsLikely(block.Span)) found.Add(cid);
        }

        foreach (Cid cid in found)
        {
            if (!_store.TryGet(cid, out ReadOnlyMemory<byte> block) || Open(block.Span, out SignedSkill? skill, out _, out _, out _) is not null) continue;
            Count(skill.Content.Author);
            if (Place(skill.Content, skill.Cid, out _) is null && Judge(skill, out _, out double? gain) is null) Put(new ShelvedSkill(skill, gain));
        }

        return Skills.Count;
    }

    /// <summary>Examines a packet and takes it, or says why not.</summary>
    /// <param name="bytes">A parcel (see <see cref="SignedSkill"/>) or a skill whose author is known.</param>
    /// <returns>Null when it is on the shelf now.</returns>
    public Refusal? Receive(ReadOnlySpan<byte> bytes)
    {
        RefusalReason? reason = Open(bytes, out SignedSkill? skill, out string words, out Cid cid, out AuthorId? author);
        if (reason is null && Find(cid) is not null) return null;
        double? gain = null;
        reason ??= Place(skill!.Content, cid, out words) ?? RoomToWrite(skill!, out words) ?? Judge(skill!, out words, out gain);
        if (reason is { } why) return _refusals.Add(new Refusal(why, words, cid, author, _time.GetUtcNow()));
        Keep(new ShelvedSkill(skill!, gain));
        return null;
    }

    /// <summary>Signs a skill that was learned here and takes it. It is kept before it is told.</summary>
    /// <param name="key">The owner's.</param>
    /// <param name="lesson">What was learned.</param>
    /// <param name="capacity">Binary logarithm of the owner's parameters.</param>
    public SignedSkill Share(HiveKey key, SkillLesson lesson, byte capacity)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(lesson);
        if (key.Author != _rules.Self) throw new ArgumentException("The key is not the owner's.", nameof(key));
        uint last = _shelves.GetValueOrDefault(_rules.Rank(key.Author))?.Values.Max(static s => s.Packet.Content.Lamport) ?? 0;
        uint now = (uint)Math.Clamp(_time.GetUtcNow().ToUnixTimeSeconds(), 0, uint.MaxValue - 1);
        SkillDelta delta = new(Base, key.Author, Math.Max(last + 1, now), capacity, lesson.Skill, lesson.Seed, (Half)lesson.Step, (Half)Math.Clamp(lesson.Gain, 0, 64), lesson.Z);
        byte[] bytes = delta.Sign(key);
        SignedSkill signed = new(Cid.Of(CidCodec.Raw, bytes), delta, key.Public.Span, bytes);
        Keep(new ShelvedSkill(signed, lesson.Gain));
        HoldOut(lesson.Skill, lesson.HeldOut);
        return signed;
    }

    /// <summary>A skill on the shelf.</summary>
    public ShelvedSkill? Find(Cid cid) => _shelves.Values.SelectMany(static s => s.Values).FirstOrDefault(s => s.Packet.Cid == cid);

    /// <summary>
    /// Gives the owner text of a kind that nobody learns from: from now on skills of this kind must help on it. Those on the shelf that do not are taken off and counted as refused.
    /// </summary>
    /// <returns>False when there are as many texts as may be.</returns>
    public bool HoldOut(uint skill, ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty || (!_texts.ContainsKey(skill) && _texts.Count >= SkillRules.MostTexts)) return false;
        text = text[..Math.Min(text.Length, SkillRules.MostHeldOut)];
        _texts[skill] = (text, new SkilledMind(_own()).Read(text.Span));
        foreach (ShelvedSkill shelved in Skills.Where(s => s.Packet.Content.Skill == skill))
        {
            SkillDelta content = shelved.Packet.Content;
            if (Judge(shelved.Packet, out string words, out double? gain) is { } reason)
            {
                Take(content);
                _refusals.Add(new Refusal(reason, words, shelved.Packet.Cid, content.Author, _time.GetUtcNow()));
            }
            else
            {
                Put(new ShelvedSkill(shelved.Packet, gain));
            }
        }

        return true;
    }

    /// <summary>Reads and verifies: everything that depends on the bytes and the charter alone.</summary>
    private RefusalReason? Open(ReadOnlySpan<byte> bytes, [NotNull] out SignedSkill? skill, out string words, out Cid cid, out AuthorId? author)
    {
        skill = null!;
        (words, cid, author) = ("", default, null);
        bytes = HiveKey.Split(bytes, out ReadOnlySpan<byte> shown);
        if (bytes.Length > SkillDelta.MostBytes) return Because(RefusalReason.TooLarge, FormattableString.Invariant($"{bytes.Length} bytes; a skill has at most {SkillDelta.MostBytes}."), out words);
        cid = Cid.Of(CidCodec.Raw, bytes);
        SkillDelta content;
        try
        {
            content = SkillDelta.Read(bytes);
        }
        catch (PacketException e)
        {
            return Because(RefusalReason.Malformed, e.Message, out words);
        }

        author = content.Author;
        if (content.Base != Base) return Because(RefusalReason.OtherCore, $"It is a difference to core {content.Base}; the core here is {Base}.", out words);
        ReadOnlySpan<byte> key = !shown.IsEmpty ? shown : _keys.TryGetValue(content.Author, out ReadOnlyMemory<byte> known) ? known.Span : default;
        if (key.IsEmpty || AuthorOf(key) != content.Author)
        {
            return Because(
                RefusalReason.UnknownKey,
                shown.IsEmpty ? $"The public key of author {author} is not known here; send it in front of the skill." : $"The key in front of the skill is not that of author {author}.", out words);
        }

        if (!IsSigned(bytes, key)) return Because(RefusalReason.BadSignature, $"The signature is not that of author {author}: the skill was forged or damaged.", out words);
        if (_rules.Allows?.Invoke(content.Author) == false) return Because(RefusalReason.AuthorNotAllowed, $"Author {author} is not on this hive's list.", out words);
        skill = new SignedSkill(cid, content, key, bytes);
        return null;
    }

    private static AuthorId AuthorOf(ReadOnlySpan<byte> key) => new(Cid.Of(CidCodec.Raw, key).Digest.Prefix);

    private static bool IsSigned(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> compressed)
    {
        try
        {
            using HiveKey key = HiveKey.FromPublic(compressed);
            return SkillDelta.IsSignedBy(bytes, key);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether there is a place for it: newer than what it would replace, and among those that are kept.</summary>
    private RefusalReason? Place(SkillDelta content, Cid cid, out string words)
    {
        words = "";
        (int, ulong) rank = _rules.Rank(content.Author);
        if (!_shelves.TryGetValue(rank, out Dictionary<uint, ShelvedSkill>? own))
        {
            return _shelves.Count < SkillRules.MostAuthors || rank.CompareTo(_shelves.Keys.Last()) < 0 ? null
                : Because(RefusalReason.Full, FormattableString.Invariant($"Skills of {SkillRules.MostAuthors} authors are here, all of whom come before author {content.Author}."), out words);
        }

        if (own.TryGetValue(content.Skill, out ShelvedSkill? known))
        {
            return Order(content.Lamport, cid).CompareTo(Order(known.Packet)) > 0 ? null
                : Because(RefusalReason.Replay, FormattableString.Invariant($"It is number {content.Lamport}; number {known.Packet.Content.Lamport} of the same author and name is here."), out words);
        }

        return own.Count < SkillRules.MostOfAuthor || Order(content.Lamport, cid).CompareTo(own.Values.Min(static s => Order(s.Packet))) > 0 ? null
            : Because(RefusalReason.Full, FormattableString.Invariant($"{SkillRules.MostOfAuthor} newer skills of author {content.Author} are here, which is all there is room for."), out words);
    }

    private RefusalReason? RoomToWrite(SignedSkill skill, out string words)
    {
        words = "";
        AuthorId author = skill.Content.Author;
        if (author == _rules.Self || _store.TryGet(skill.Cid, out _)) return null;
        if (_written.GetValueOrDefault(author) < SkillRules.MostWrittenOfAuthor && _allWritten < SkillRules.MostWritten) return null;
        return Because(RefusalReason.Full, FormattableString.Invariant($"{_written.GetValueOrDefault(author)} skills of author {author} and {_allWritten} in all were written to the disk here, which is as many as may be."), out words);
    }

    private RefusalReason? Judge(SignedSkill skill, out string words, out double? gain)
    {
        (words, gain) = ("", null);
        if (!_texts.TryGetValue(skill.Content.Skill, out (ReadOnlyMemory<byte> Text, double Own) held)) return null;
        double measured = held.Own - new SkilledMind(_own(), new CoreByteReader(skill.Content.On(_core))).Read(held.Text.Span);
        gain = measured;
        return measured > 0 ? null : Because(
            RefusalReason.DoesNotHelp, FormattableString.Invariant($"On {held.Text.Length} bytes of held-out text of this kind it costs {-measured:F3} bits per byte beside the mind that is here; its author says that it saves {(float)skill.Content.Gain:F3}."),
            out words);
    }

    private static RefusalReason Because(RefusalReason reason, string why, out string words)
    {
        words = why;
        return reason;
    }

    private static (uint Lamport, Cid Cid) Order(SignedSkill skill) => Order(skill.Content.Lamport, skill.Cid);

    private static (uint Lamport, Cid Cid) Order(uint lamport, Cid cid) => (lamport, cid);

    private void Keep(ShelvedSkill shelved)
    {
        if (!_store.TryGet(shelved.Packet.Cid, out _)) Count(shelved.Packet.Content.Author);
        _store.Put(CidCodec.Raw, shelved.Packet.Key.Span);
        _store.Put(CidCodec.Raw, shelved.Packet.Bytes.Span);
        _keys.TryAdd(shelved.Packet.Content.Author, shelved.Packet.Key);
        Put(shelved);
    }

    private void Count(AuthorId author)
    {
        _written[author] = _written.GetValueOrDefault(author) + 1;
        _allWritten++;
    }

    /// <summary>Lays a skill on the shelf; what no longer has room goes.</summary>
    private void Put(ShelvedSkill shelved)
    {
        SkillDelta content = shelved.Packet.Content;
        (int, ulong) rank = _rules.Rank(content.Author);
        if (!_shelves.TryGetValue(rank, out Dictionary<uint, ShelvedSkill>? own)) _shelves.Add(rank, own = []);
        own[content.Skill] = shelved;
        if (own.Count > SkillRules.MostOfAuthor) own.Remove(own.MinBy(static e => Order(e.Value.Packet)).Key);
        if (_shelves.Count > SkillRules.MostAuthors) _shelves.Remove(_shelves.Keys.Last());
    }

    private void Take(SkillDelta content)
    {
        (int, ulong) rank = _rules.Rank(content.Author);
        _shelves[rank].Remove(content.Skill);
        if (_shelves[rank].Count == 0) _shelves.Remove(rank);
    }
}
