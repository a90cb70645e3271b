using Unum.Hive.Concepts;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// One mind in the hive: a set of verified deltas, their canonical basin, and a working copy that observes, recognises and follows the basin.
/// <para>
/// A delta is examined in this order: size, form, key, signature, allowed author, room, parent, replay, equivocation; what passes is in the set for good, which depends on
/// the bytes alone. Then the set is judged (see <see cref="CanonicalFold"/>): the panel's vote, Fisher outliers, trust, the robust centre. A delta that is judged against
/// stays in the set as testimony: it weighs nothing, costs its author trust and is passed on, so that all who have the set judge alike. Every refusal is counted by reason; the last hundred are kept.
/// </para>
/// <para>
/// The working copy moves along geodesics towards the basin by a tenth a step (<see cref="ConceptMind.StepWeight"/>). Validation examples of its own, never learned, guard the
/// step: what would make it worse is not taken, as a whole or concept by concept. Not safe from several threads.
/// </para>
/// </summary>
public sealed class HiveInstance
{
    private readonly HiveKey _key;
    private readonly IFrame _frame;
    private readonly IContentStore _store;
    private readonly HiveOptions _options;
    private readonly TimeProvider _time;
    private readonly DeltaSet _set;
    private readonly CanonicalFold _fold;
    private readonly RefusalLog _refusals = new();
    private readonly ValidationSet _validation;
    private readonly Dictionary<uint, int> _seen = [];
    private readonly HashSet<Cid> _outliers = [];

    /// <summary>An instance that has heard nothing yet; see <see cref="Restore"/>.</summary>
    /// <param name="key">Its own, able to sign.</param>
    /// <param name="frame">The hive's.</param>
    /// <param name="store">Keeps deltas and public keys; may be shared.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="time">Stamps refusals and numbers deltas.</param>
    public HiveInstance(HiveKey key, IFrame frame, IContentStore store, HiveOptions options, TimeProvider time)
    {
        options.Validate();
        Charter = options.Charter ?? new HiveCharter(frame.Id);
        if (Charter.Frame != frame.Id) throw new ArgumentException("The charter is of another frame.", nameof(options));
        (_key, _frame, _store, _options, _time) = (key, frame, store, options, time);
        Self = new HiveMember(key.Author, options.Capacity, options.Availability);
        Library = options.Library ?? new DeltaLibrary(frame.Form);
        Library.Meet(key.Public.Span);
        _set = new DeltaSet(options.MostDeltas, options.MostAuthors, options.MostHeld);
        _fold = new CanonicalFold(Charter, frame);
        _validation = new ValidationSet(options.MostValidation);
        Mind = new ConceptMind(frame, options.Coupling, options.ModesFor(frame));
    }

    /// <summary>Its name in the hive.</summary>
    public AuthorId Author => _key.Author;

    /// <summary>The frame in which it sees.</summary>
    public IFrame Frame => _frame;

    /// <summary>What all instances of this hive agreed on.</summary>
    public HiveCharter Charter { get; }

    /// <summary>The working copy.</summary>
    public ConceptMind Mind { get; }

    /// <summary>Verified deltas, perhaps shared with other instances.</summary>
    public DeltaLibrary Library { get; }

    /// <summary>What it tells others of itself.</summary>
    public HiveMember Self { get; private set; }

    /// <summary>The canonical basin at the present set.</summary>
    public HiveBasin Canonical
    {
        get
        {
            HiveBasin basin = _fold.Read();
            TellOutliers();
            return basin;
        }
    }

    /// <summary>Digest of the canonical basin: equal sets of one charter give equal digests.</summary>
    public Digest256 Basin => Canonical.Id.Digest;

    /// <summary>The block that <see cref="HiveBasin.Id"/> names.</summary>
    public byte[] BasinBlock()
    {
        HiveBasin basin = Canonical;
        return HiveBasin.Block(Charter.Id, basin.Modes, basin.Links);
    }

    /// <summary>Deltas in the set.</summary>
    public int Count => _set.Count;

    /// <summary>Deltas that wait for a parent.</summary>
    public int Held => _set.Held;

    /// <summary>Deltas of the set in the order in which they came in.</summary>
    public IReadOnlyList<SignedDelta> Accepted => _set.Accepted;

    /// <summary>Refusals since the start, by reason.</summary>
    public IReadOnlyDictionary<RefusalReason, long> Refused => _refusals.Counts;

    /// <summary>The last hundred refusals, the newest first.</summary>
    public IReadOnlyList<Refusal> Refusals => _refusals.Newest;

    /// <summary>Steps of the working copy that were taken, whole or in part.</summary>
    public long StepsTaken { get; private set; }

    /// <summary>Steps, or concepts of steps, that would have made it worse and were not taken.</summary>
    public long StepsDeclined { get; private set; }

    /// <summary>The set by the first six bits of the digests.</summary>
    internal IReadOnlyList<GossipBucket> Buckets => _set.Buckets;

    /// <summary>What the set says of an author; null when it never spoke.</summary>
    public AuthorStanding? Trust(AuthorId author) => Canonical.Standings.FirstOrDefault(s => s.Author == author);

    /// <summary>Takes everything that the store has: how an instance comes back after a crash. What its working copy knew comes back from the basin.</summary>
    /// <param name="deltas">Only these; null (the default) is every delta in the store.</param>
    /// <returns>How many deltas are in the set.</returns>
    public int Restore(IReadOnlyCollection<Cid>? deltas = null)
    {
        List<SignedDelta> found = [];
        IReadOnlyList<Cid> blocks = _store.List();
        foreach (Cid cid in blocks)
        {
            if (cid.Codec == CidCodec.Raw && _store.TryGet(cid, out ReadOnlyMemory<byte> key) && key.Length == HiveKey.PublicLength) Library.Meet(key.Span);
        }

        foreach (Cid cid in deltas ?? blocks)
        {
            if (cid.Codec == CidCodec.Raw && _store.TryGet(cid, out ReadOnlyMemory<byte> block) && block.Length is > HiveKey.PublicLength and <= BasinDelta.MostBytes
                && Library.Open(block.Span, out _, out SignedDelta? delta, out _, out _) is null && Charter.Allows(delta!.Content.Author)) found.Add(delta);
        }

        // Parents before children, so that nothing has to wait.
        foreach (SignedDelta delta in found.OrderBy(static d => d.Content.Lamport).ThenBy(static d => d.Cid)) Enter(delta, keep: false, out _);
        HiveBasin basin = Canonical;
        Mind.Approach(basin.Modes, 1);
        Mind.Links.Approach(basin.Links, 1);
        return Count;
    }

    /// <summary>Examines a delta and takes it, or says why not.</summary>
    /// <param name="bytes">A parcel (public key and delta) or a delta whose author is known.</param>
    /// <returns>Null when it is taken, was known, or waits for its parent.</returns>
    public Refusal? Receive(ReadOnlySpan<byte> bytes)
    {
        RefusalReason? unreadable = Library.Open(bytes, out string words, out SignedDelta? delta, out Cid cid, out AuthorId? author);
        if (unreadable is { } reason) return Refuse(reason, words, cid, author);
        if (_set.Contains(cid.Digest)) return null;
        if (!Charter.Allows(delta!.Content.Author)) return Refuse(RefusalReason.AuthorNotAllowed, $"Author {author} is not on this hive's list.", cid, author);
        Enter(delta, keep: true, out Refusal? refusal);
        return refusal;
    }

    /// <summary>Tells others of itself anew from now on.</summary>
    /// <param name="capacity">Binary logarithm of its parameters.</param>
    /// <param name="availability">Share of its time that it is there, in 255ths.</param>
    public void Describe(byte capacity, byte availability) => Self = new HiveMember(Author, capacity, availability);

    /// <summary>Whether a delta is in the set.</summary>
    public bool Has(Digest256 delta) => _set.Contains(delta);

    /// <summary>A delta of the set.</summary>
    public SignedDelta? Find(Digest256 delta) => _set.Find(delta);

    /// <summary>Whether a delta waits for its parent.</summary>
    public bool Holds(Digest256 delta) => _set.Holds(delta);

    /// <summary>Digests of parents that deltas wait for.</summary>
    public IEnumerable<Digest256> Missing => _set.Missing;

    /// <summary>Observes an example: it is learned with the next <see cref="Share"/>, or kept for validation.</summary>
    /// <param name="concept">Of which.</param>
    /// <param name="psi">A point of the frame; kept.</param>
    /// <param name="with">Other concepts that came with it, at most <see cref="ConceptLinks.MostCompanions"/>; null (the default) is none.</param>
    /// <returns>False when too much of this concept waits to be shared.</returns>
    public bool Observe(uint concept, float[] psi, IReadOnlyCollection<uint>? with = null)
    {
        int seen = _seen[concept] = _seen.GetValueOrDefault(concept) + 1;
        if (seen % _options.ValidationEvery != 0) return Mind.Observe(concept, psi, with);
        _validation.Add(psi, concept);
        return true;
    }

    /// <summary>Learns from what was observed and signs what is new. It is kept before it is told, so that a crash cannot make the instance contradict itself.</summary>
    /// <returns>The parcel; null when nothing is new.</returns>
    public byte[]? Share()
    {
        AuthorChain? own = _set.Authors.GetValueOrDefault(Author);
        // The clock in the number keeps it growing even when the disk has lost the last deltas.
        uint now = (uint)Math.Clamp(_time.GetUtcNow().ToUnixTimeSeconds(), 0, uint.MaxValue - 1);
        uint lamport = Math.Max(own?.Last is { } last ? last.Content.Lamport + 1 : 1, now);
        byte[]? bytes = Mind.Extract(_key, own?.Last?.Cid.Digest ?? default, lamport, Self.Capacity);
        if (bytes is null) return null;
        RefusalReason? fault = Library.Open(bytes, out string words, out SignedDelta? delta, out _, out _);
        Invariant.Holds(fault is null, $"an instance signs what others accept: {words}");
        Enter(delta!, keep: true, out _);
        return delta!.Parcel.ToArray();
    }

    /// <summary>The concept that a point belongs to; null when nothing is known.</summary>
    public uint? Recognise(ReadOnlySpan<float> psi) => Mind.Recognise(psi);

    /// <summary>
    /// One step of the working copy towards the canonical basin. When it would make the copy worse on its own validation examples, beyond chance, the concepts are tried one by one and those that harm are left.
    /// </summary>
    /// <param name="weight">Of the step, 0 to 1.</param>
    /// <returns>Whether any of it was taken.</returns>
    public bool Step(double weight = ConceptMind.StepWeight)
    {
        HiveBasin basin = Canonical;
        IReadOnlyList<ModeRecord> modes = basin.Modes;
        if (modes.Count == 0) return false;
        Mind.Links.Approach(basin.Links, weight); // they do not change what is recognised, so nothing can become worse by them
        ConceptMind whole = Mind.Fork();
        whole.Approach(modes, weight);
        if (!_validation.IsWorse(Mind, whole))
        {
            Mind.Become(whole);
            StepsTaken++;
            Guard();
            return true;
        }

        bool any = false;
        foreach (IGrouping<uint, ModeRecord> concept in modes.GroupBy(static m => m.Id.Concept))
        {
            ConceptMind part = Mind.Fork();
            part.Approach(concept, weight);
            if (_validation.IsWorse(Mind, part))
            {
                StepsDeclined++;
                continue;
            }

            Mind.Become(part);
            any = true;
        }

        if (!any) return false;
        StepsTaken++;
        Guard();
        return true;
    }

    private void Guard()
    {
        double share = ConceptMind.AtStake(_frame);
        if (share < 1) Mind.Guard(_validation.Examples, share);
    }

    private void Enter(SignedDelta delta, bool keep, out Refusal? refusal)
    {
        List<SignedDelta> entered = [];
        List<(SignedDelta Delta, RefusalReason Reason, string Words)> refused = [];
        _set.Add(delta, entered, refused);
        foreach (SignedDelta news in entered)
        {
            if (keep)
            {
                _store.Put(CidCodec.Raw, news.Key.Span);
                _store.Put(CidCodec.Raw, news.Bytes.Span);
            }

            _fold.Touch(_set.Authors[news.Content.Author]);
        }

        refusal = null;
        foreach ((SignedDelta late, RefusalReason reason, string words) in refused)
        {
            Refusal told = Refuse(reason, words, late.Cid, late.Content.Author);
            if (late == delta) refusal = told;
        }

        foreach (SignedDelta news in entered)
        {
            if (Charter.Panel?.Vote(news).All(static v => v == false) != true) continue;
            Refusal told = Refuse(RefusalReason.VotedDown, "The validators' held-out examples speak against every mode of it.", news.Cid, news.Content.Author);
            if (news == delta) refusal ??= told;
        }
    }

    private Refusal Refuse(RefusalReason reason, string words, Cid cid, AuthorId? author) => _refusals.Add(new Refusal(reason, words, cid, author, _time.GetUtcNow()));

    /// <summary>Whether a delta is an outlier follows from all others and may change with them; it is told once.</summary>
    private void TellOutliers()
    {
        foreach (SignedDelta delta in _fold.NewOutliers(_outliers))
            Refuse(RefusalReason.Outlier, "Every mode of it lies more than three times as far out as the others' do.", delta.Cid, delta.Content.Author);
    }
}
