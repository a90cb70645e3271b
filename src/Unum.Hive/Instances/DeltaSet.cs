using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>
/// The set of verified deltas, from which everything that all instances must agree on follows. What gets in depends on the bytes alone and never on the order of
/// arrival: each delta names an earlier one (or none) as its parent and waits, within bounds, until that has come. An honest author names its own
/// last delta, so nobody else's silence or lies can keep its deltas out.
/// <para>
/// Two different deltas of one author with one number prove that it told different stories to different instances. Both are kept and passed on as the
/// proof; a third is not needed. From then on nothing of this author counts, whichever two an instance has.
/// </para>
/// </summary>
/// <param name="mostDeltas">Most deltas in the set.</param>
/// <param name="mostAuthors">Most authors.</param>
/// <param name="mostHeld">Most deltas that wait for a parent.</param>
internal sealed class DeltaSet(int mostDeltas, int mostAuthors, int mostHeld)
{
    /// <summary>Most deltas of one author that wait.</summary>
    public const int MostHeldOfAuthor = 16;

    private const int MostOfOneNumber = 2;
    private readonly Dictionary<Digest256, SignedDelta> _deltas = [];
    private readonly Dictionary<AuthorId, AuthorChain> _authors = [];
    private readonly List<SignedDelta> _accepted = [];
    private readonly List<SignedDelta> _held = [];
    private readonly GossipBucket[] _buckets = [.. Enumerable.Range(0, GossipMessage.Buckets).Select(static _ => new GossipBucket())];

    /// <summary>How many are in.</summary>
    public int Count => _deltas.Count;

    /// <summary>How many wait for a parent.</summary>
    public int Held => _held.Count;

    /// <summary>In the order of acceptance.</summary>
    public IReadOnlyList<SignedDelta> Accepted => _accepted;

    /// <summary>Authors with at least one delta in the set.</summary>
    public IReadOnlyDictionary<AuthorId, AuthorChain> Authors => _authors;

    /// <summary>Digests of parents that deltas wait for.</summary>
    public IEnumerable<Digest256> Missing => _held.Select(static d => d.Content.Parent).Distinct();

    /// <summary>By the first six bits of the digest.</summary>
    public IReadOnlyList<GossipBucket> Buckets => _buckets;

    public bool Holds(Digest256 delta) => _held.Exists(h => h.Cid.Digest == delta);

    public bool Contains(Digest256 delta) => _deltas.ContainsKey(delta);

    public SignedDelta? Find(Digest256 delta) => _deltas.GetValueOrDefault(delta);

    /// <summary>Adds a delta and those that waited for it.</summary>
    /// <param name="delta">Verified.</param>
    /// <param name="entered">Takes what came into the set by it, parents first; nothing when it was known or waits.</param>
    /// <param name="refused">Takes what was refused: itself, or some that waited for it.</param>
    public void Add(SignedDelta delta, List<SignedDelta> entered, List<(SignedDelta Delta, RefusalReason Reason, string Words)> refused)
    {
        if (_deltas.ContainsKey(delta.Cid.Digest)) return;
        if (!delta.Content.Parent.IsNone && !_deltas.ContainsKey(delta.Content.Parent))
        {
            if (Hold(delta, out string full) is { } noRoom) refused.Add((delta, noRoom, full));
            return;
        }

        int next = entered.Count;
        Enter(delta, entered, refused);
        for (; next < entered.Count; next++) Release(entered[next].Cid.Digest, entered, refused);
    }

    private void Enter(SignedDelta delta, List<SignedDelta> entered, List<(SignedDelta Delta, RefusalReason Reason, string Words)> refused)
    {
        if (Admit(delta, entered, out string words) is { } reason) refused.Add((delta, reason, words));
    }

    private RefusalReason? Admit(SignedDelta delta, List<SignedDelta> entered, out string words)
    {
        words = "";
        AuthorId author = delta.Content.Author;
        if (_deltas.TryGetValue(delta.Content.Parent, out SignedDelta? parent) && parent.Content.Author == author && parent.Content.Lamport >= delta.Content.Lamport)
        {
            words = FormattableString.Invariant($"It is number {delta.Content.Lamport} and follows number {parent.Content.Lamport} of the same author.");
            return RefusalReason.Replay;
        }

        bool known = _authors.TryGetValue(author, out AuthorChain? chain);
        if (_deltas.Count >= mostDeltas || !known && _authors.Count >= mostAuthors)
        {
            words = FormattableString.Invariant($"This instance holds {_deltas.Count} deltas of {_authors.Count} authors, which is all it has room for.");
            return RefusalReason.Full;
        }

        if (!known) _authors.Add(author, chain = new AuthorChain(author));
        int twins = chain!.CountOf(delta.Content.Lamport);
        if (twins > 0) words = FormattableString.Invariant($"Author {author} signed two different deltas with the number {delta.Content.Lamport}; from now on nothing of this author counts.");
        if (twins < MostOfOneNumber)
        {
            _deltas.Add(delta.Cid.Digest, delta);
            _accepted.Add(delta);
            _buckets[(int)(delta.Cid.Digest.Prefix >> 58)].Add(delta);
            chain.Add(delta);
            entered.Add(delta);
        }

        return twins > 0 ? RefusalReason.Equivocation : null;
    }

    private RefusalReason? Hold(SignedDelta delta, out string words)
    {
        words = "";
        if (_held.Any(h => h.Cid == delta.Cid)) return null;
        if (_held.Count >= mostHeld || _held.Count(h => h.Content.Author == delta.Content.Author) >= MostHeldOfAuthor)
        {
            words = FormattableString.Invariant($"Its parent {delta.Content.Parent} is unknown, and as many deltas wait for theirs as may.");
            return RefusalReason.ParentUnknown;
        }

        _held.Add(delta);
        return null;
    }

    private void Release(Digest256 parent, List<SignedDelta> entered, List<(SignedDelta Delta, RefusalReason Reason, string Words)> refused)
    {
        for (int i = 0; i < _held.Count;)
        {
            SignedDelta waiting = _held[i];
            if (waiting.Content.Parent != parent)
            {
                i++;
                continue;
            }

            _held.RemoveAt(i);
            Enter(waiting, entered, refused);
        }
    }
}
