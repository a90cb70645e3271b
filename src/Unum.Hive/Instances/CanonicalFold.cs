using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// From the set of verified deltas to the canonical basin. Every step is a function of the charter and the set, so equal sets give equal bits in any order:
/// <list type="number">
/// <item>authors who equivocate are left out;</item>
/// <item>the panel votes on every mode (a function of the mode and the charter); what is voted down does not count, and costs trust;</item>
/// <item>each author's believed deltas are folded into one statement a mode (<see cref="BasinFold"/>: sums in 64-bit fixed point);</item>
/// <item>trust follows from what was borne out and refused (<see cref="TrustRules"/>);</item>
/// <item>Fisher outliers are dropped: statements more than three times the median distance, and more than half a radian, from the weighted median;</item>
/// <item>trust again, now with the outliers;</item>
/// <item>what is left is merged around a robust centre (<see cref="RobustCentre"/>, authors in ascending order), weight = min(evidence, cap) x trust x capacity, all newcomers
/// together at most a sixteenth of those with a standing;</item>
/// <item>links between concepts are merged by precision with the same weights (<see cref="FoldLinks"/>).</item>
/// </list>
/// <para>Works only on authors and modes that a new delta touches; links are few and summed anew. Memory: 40 bytes a statement and 8 a mode and author. Time: O(authors x dimension) for each mode touched, O(links said).</para>
/// </summary>
/// <param name="charter">The hive's.</param>
/// <param name="frame">Its frame.</param>
internal sealed class CanonicalFold(HiveCharter charter, IFrame frame)
{
    /// <summary>Distance on the sphere (chord) from which a statement can be an outlier at all.</summary>
    public const double LeastOutlierDistance = .5;

    private readonly SortedDictionary<AuthorId, FoldAuthor> _authors = new(Comparer<AuthorId>.Create(static (a, b) => a.Value.CompareTo(b.Value)));
    private readonly SortedDictionary<ModeId, FoldMode> _modes = [];
    private readonly HashSet<FoldAuthor> _touched = [];
    private HiveBasin? _basin;

    /// <summary>A delta came into the set.</summary>
    public void Touch(AuthorChain chain)
    {
        if (!_authors.TryGetValue(chain.Author, out FoldAuthor? author)) _authors.Add(chain.Author, author = new FoldAuthor(chain, !charter.HasRoot || charter.IsFounder(chain.Author)));
        _touched.Add(author);
        _basin = null;
    }

    /// <summary>The basin of the set as it is.</summary>
    public HiveBasin Read()
    {
        if (_basin is not null) return _basin;
        HashSet<FoldMode> dirty = [];
        foreach (FoldAuthor author in _touched) Refold(author, dirty);
        _touched.Clear();
        if (charter.Panel is null && charter.HasRoot) BearOut(dirty);
        Settle(dirty, static a => a.FirstWeight, static (a, weight) => a.FirstWeight = weight, static a => a.Refused);
        foreach (FoldMode mode in dirty) mode.FindOutliers(frame);
        Settle(dirty, static a => a.Weight, static (a, weight) => a.Weight = weight, static a => a.Refused + a.Outliers);
        foreach (FoldMode mode in dirty) mode.Merge(frame);

        IEnumerable<ModeRecord> all = _modes.Values.Select(static m => m.Result).OfType<ModeRecord>();
        ModeRecord[] modes = [.. all.OrderByDescending(static m => m.EvidenceCode).ThenBy(static m => m.Id).Take(HiveBasin.MostModes).OrderBy(static m => m.Id)];
        IReadOnlyList<ConceptLink> links = FoldLinks.Merge(_authors.Values, modes, (author, mode) => _modes[mode].IsOutlier(author));
        _basin = new HiveBasin(Cid.Of(CidCodec.Raw, HiveBasin.Block(charter.Id, modes, links)), modes, links, [.. _authors.Values.Select(static a => a.Describe())]);
        return _basin;
    }

    /// <summary>Deltas all of whose modes that the vote left are outliers in the basin read last, and that were not among those told before.</summary>
    /// <param name="told">Takes their names.</param>
    public IReadOnlyList<SignedDelta> NewOutliers(HashSet<Cid> told)
    {
        List<SignedDelta> found = [];
        foreach (FoldAuthor author in _authors.Values)
        {
            if (author.Outliers == 0) continue;
            foreach (SignedDelta delta in author.Chain.Deltas)
            {
                if (IsOutlier(author, delta) && told.Add(delta.Cid)) found.Add(delta);
            }
        }

        return found;
    }

    private bool IsOutlier(FoldAuthor author, SignedDelta delta)
    {
        IReadOnlyList<bool?>? votes = charter.Panel?.Vote(delta);
        int left = 0;
        for (int i = 0; i < delta.Content.Modes.Count; i++)
        {
            if (votes?[i] == false) continue;
            left++;
            if (!_modes.TryGetValue(delta.Content.Modes[i].Id, out FoldMode? mode) || !mode.IsOutlier(author)) return false;
        }

        return left > 0;
    }

    /// <summary>One statement a mode from all that an author said and that was not voted down.</summary>
    private void Refold(FoldAuthor author, HashSet<FoldMode> dirty)
    {
        foreach (ModeRecord old in author.Statements) dirty.Add(_modes[old.Id]);
        (author.Helped, author.Refused) = (0, 0);
        List<(Cid Cid, BasinDelta Delta)> believed = [];
        LinkFold links = new(1);
        foreach (SignedDelta delta in author.Chain.Deltas)
        {
            IReadOnlyList<bool?>? votes = charter.Panel?.Vote(delta);
            author.Helped += votes?.Count(static v => v == true) ?? 0;
            int refused = votes?.Count(static v => v == false) ?? 0;
            author.Refused += refused;
            links.Add(delta.Content, part: 1, capacity: 1, votes);
            if (refused == 0) believed.Add((delta.Cid, delta.Content));
            else if (refused < delta.Content.Modes.Count) believed.Add((delta.Cid, delta.Content with { Modes = [.. delta.Content.Modes.Where((_, i) => votes![i] != false)] }));
        }

        IReadOnlyList<ModeRecord> now = author.Chain.Equivocates ? [] : Fold(believed);
        author.State(now, author.Chain.Equivocates || links.Sums.Count == 0 ? LinkFold.None : links.Sums, believed.Count == 0 ? (byte)0 : believed.Max(static b => b.Delta.Capacity));
        foreach (ModeRecord mode in now)
        {
            if (!_modes.TryGetValue(mode.Id, out FoldMode? merged)) _modes.Add(mode.Id, merged = new FoldMode(mode.Id));
            merged.Speak(author);
            dirty.Add(merged);
        }

        foreach (FoldMode mode in dirty) mode.Forget(author);
    }

    private IReadOnlyList<ModeRecord> Fold(List<(Cid Cid, BasinDelta Delta)> believed)
    {
        if (believed.Count == 0) return [];
        if (believed.Count == 1) return believed[0].Delta.Modes;
        BasinFold fold = new(frame);
        foreach ((Cid cid, BasinDelta delta) in believed) fold.Add(cid, delta);
        return fold.Modes(int.MaxValue);
    }

    /// <summary>Without a panel the founders bear out what lies near what they say themselves.</summary>
    private void BearOut(HashSet<FoldMode> dirty)
    {
        foreach (FoldMode mode in dirty) mode.BearOut(frame);
    }

    /// <summary>What an author weighs, from the figures; where it changed, all modes of this author are to be merged anew.</summary>
    private void Settle(HashSet<FoldMode> dirty, Func<FoldAuthor, int> read, Action<FoldAuthor, int> write, Func<FoldAuthor, int> refused)
    {
        foreach (FoldAuthor author in _authors.Values)
        {
            int weight = author.HasStanding ? TrustRules.Of(author.IsFounder, author.Helped + author.BorneOut, refused(author)) : refused(author) == 0 ? FoldAuthor.Newcomer : FoldAuthor.Rejected;
            if (read(author) == weight) continue;
            write(author, weight);
            foreach (ModeRecord mode in author.Statements) dirty.Add(_modes[mode.Id]);
        }
    }
}
