using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Merging;

/// <summary>
/// The canonical basin: a fold over the set of verified deltas. Each mode is the evidence-weighted mean of what was said about it, taken on the sphere
/// by summing unit vectors in 64-bit fixed point and normalising once at the end. Any order, any grouping and any repetition of the same
/// deltas give the same modes, bit for bit (addition of integers is commutative and associative; the set forgets repetition).
/// Links are merged likewise, by precision (<see cref="LinkFold"/>).
/// <para>Weight of a mode in a delta = min(evidence, cap) x trust of its author in 256ths x capacity in 16ths. Memory: one sum of the frame's dimension per mode.</para>
/// </summary>
public sealed class BasinFold
{
    /// <summary>Most observations that one delta can claim for a mode: an author cannot outweigh all others in one word.</summary>
    public const int EvidenceCap = 4096;

    /// <summary>Trust of an author that nothing is known against.</summary>
    public const int FullTrust = 256;

    private readonly IFrame _frame;
    private readonly Dictionary<ModeId, ModeSum> _modes = [];
    private readonly LinkFold _links = new(FullTrust);
    private readonly HashSet<Cid> _seen = [];

    /// <summary>A fold over nothing.</summary>
    public BasinFold(IFrame frame) => _frame = frame;

    /// <summary>How many different deltas are in.</summary>
    public int Count => _seen.Count;

    /// <summary>Adds a delta whose signature and content were accepted.</summary>
    /// <param name="cid">Name of its bytes.</param>
    /// <param name="delta">What it says.</param>
    /// <param name="trust">Trust of its author, 0 to 256; to be the same on every machine it must come from the set itself.</param>
    /// <returns>False when this very delta is in already.</returns>
    public bool Add(Cid cid, BasinDelta delta, int trust = FullTrust)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)trust, (uint)FullTrust, nameof(trust));
        if (delta.Form != _frame.Form) throw new ArgumentException("The delta's modes are of another form than the frame's.", nameof(delta));
        if (!_seen.Add(cid)) return false;
        foreach (ModeRecord mode in delta.Modes)
        {
            if (!_modes.TryGetValue(mode.Id, out ModeSum? sum)) _modes.Add(mode.Id, sum = new ModeSum(_frame.Dimension));
            long observations = Math.Min(Evidence.Count(mode.EvidenceCode), EvidenceCap);
            sum.Add(mode, delta.Form, observations, observations * trust * CapacityWeight(delta.Capacity));
        }

        _links.Add(delta, trust, CapacityWeight(delta.Capacity));
        return true;
    }

    /// <summary>The merged modes by ascending id; at most <paramref name="most"/>, those with the most evidence.</summary>
    public IReadOnlyList<ModeRecord> Modes(int most = BasinPacket.MostModes)
    {
        IEnumerable<ModeRecord> all = _modes.Select(m => m.Value.Result(m.Key, _frame.Form)).OfType<ModeRecord>();
        return [.. all.OrderByDescending(static m => m.EvidenceCode).ThenBy(static m => m.Id).Take(most).OrderBy(static m => m.Id)];
    }

    /// <summary>The merged links between these modes, as a packet writes them; at most <paramref name="most"/>, those furthest from chance.</summary>
    public IReadOnlyList<LinkRecord> Links(IReadOnlyList<ModeRecord> modes, int most = BasinPacket.MostLinks) => ConceptLink.Between(_links.Results(), modes, most);

    /// <summary>Larger instances count more, but only as the logarithm of their size: 1 at a thousand parameters, 16 at 2^25.</summary>
    private static int CapacityWeight(byte capacity) => Math.Clamp(capacity - 9, 1, 16);
}
