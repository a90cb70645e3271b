using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>Compares what is behind two versions.</summary>
internal static class VersionComparison
{
    public static VersionDifference Of(IContentStore store, BasinHistory history, Cid first, Cid second)
    {
        BasinVersion before = history.Get(first), after = history.Get(second);
        HashSet<Cid> behindFirst = [.. history.DeltasBehind(first)], behindSecond = [.. history.DeltasBehind(second)];
        Cid[] onlyFirst = [.. behindFirst.Where(d => !behindSecond.Contains(d)).Order()], onlySecond = [.. behindSecond.Where(d => !behindFirst.Contains(d)).Order()];
        BasinPacket? old = Packet(store, before.Basin), fresh = Packet(store, after.Basin);
        return new VersionDifference(onlyFirst, onlySecond, behindFirst.Count - onlyFirst.Length, Authors(store, onlyFirst), Authors(store, onlySecond), Modes(old, fresh)) { Links = Links(old, fresh) };
    }

    private static SortedDictionary<AuthorId, int> Authors(IContentStore store, Cid[] deltas)
    {
        SortedDictionary<AuthorId, int> authors = new(Comparer<AuthorId>.Create(static (a, b) => a.Value.CompareTo(b.Value)));
        foreach (Cid cid in deltas)
        {
            if (!store.TryGet(cid, out ReadOnlyMemory<byte> block) || !SignedBlock.TryRead(block.Span, out SignedBlock? read)) continue;
            authors[read.Author] = authors.GetValueOrDefault(read.Author) + 1;
        }

        return authors;
    }

    private static BasinPacket? Packet(IContentStore store, Cid basin) =>
        store.TryGet(basin, out ReadOnlyMemory<byte> block) && SignedBlock.TryRead(block.Span, out SignedBlock? read) ? read.Basin : null;

    private static List<ModeDifference>? Modes(BasinPacket? first, BasinPacket? second)
    {
        if (first is null || second is null || first.Form != second.Form) return null;
        Dictionary<ModeId, ModeRecord> before = first.Modes.ToDictionary(static m => m.Id), after = second.Modes.ToDictionary(static m => m.Id);
        int size = first.Form == ModeForm.Dense ? VectorFrame.Size : TextFrame.Size;
        float[] a = new float[size], b = new float[size];
        List<ModeDifference> differences = [];
        foreach (ModeId id in new SortedSet<ModeId>(before.Keys.Concat(after.Keys)))
        {
            bool was = before.TryGetValue(id, out ModeRecord old), found = after.TryGetValue(id, out ModeRecord fresh);
            if (was && found && old == fresh) continue;
            double angle = Math.PI / 2;
            if (was && found)
            {
                old.Direction.Expand(a, first.Form);
                fresh.Direction.Expand(b, first.Form);
                angle = FisherSphere.Angle(a, b);
            }

            differences.Add(new ModeDifference(id, was ? Evidence.Count(old.EvidenceCode) : 0, found ? Evidence.Count(fresh.EvidenceCode) : 0, angle));
        }

        return differences;
    }

    private static List<LinkDifference>? Links(BasinPacket? first, BasinPacket? second)
    {
        if (first is null || second is null) return null;
        Dictionary<(uint First, uint Second), ConceptLink> before = ByPair(first), after = ByPair(second);
        List<LinkDifference> differences = [];
        foreach ((uint First, uint Second) pair in new SortedSet<(uint First, uint Second)>(before.Keys.Concat(after.Keys)))
        {
            ConceptLink? was = before.TryGetValue(pair, out ConceptLink old) ? old : null, found = after.TryGetValue(pair, out ConceptLink fresh) ? fresh : null;
            if (was != found) differences.Add(new LinkDifference(pair.First, pair.Second, was, found));
        }

        return differences;
    }

    private static Dictionary<(uint First, uint Second), ConceptLink> ByPair(BasinPacket packet)
    {
        Dictionary<(uint First, uint Second), ConceptLink> links = [];
        foreach (LinkRecord link in packet.Links)
        {
            (uint first, uint second) = (packet.Modes[link.First].Id.Concept, packet.Modes[link.Second].Id.Concept);
            links.TryAdd((first, second), new ConceptLink(first, second, link.LogOdds, link.EvidenceCode));
        }

        return links;
    }
}
