using Unum.Hive.Content;

namespace Unum.Hive.History;

/// <summary>What hangs together by links.</summary>
public static class Dag
{
    /// <summary>
    /// Visits everything that can be reached from some blocks, each once: depth first, a block before what it links to, links in their order. Iterative, so that a long
    /// history needs no deep stack; memory is one name for each block reached and one for each link that waits.
    /// </summary>
    /// <param name="store">Where the blocks are.</param>
    /// <param name="roots">Where to begin.</param>
    /// <param name="visit">Gets each block that is there, or null in place of one that is not; says whether to follow its links.</param>
    /// <exception cref="InvalidDataException">A block is damaged in the store.</exception>
    /// <exception cref="Packets.PacketException">A dag-cbor block whose links were to be followed is none.</exception>
    public static void Walk(IContentStore store, IEnumerable<Cid> roots, Func<Cid, ReadOnlyMemory<byte>?, bool> visit)
    {
        HashSet<Cid> seen = [];
        Stack<Cid> waiting = new(roots.Reverse());
        while (waiting.TryPop(out Cid cid))
        {
            if (!seen.Add(cid)) continue;
            if (!store.TryGet(cid, out ReadOnlyMemory<byte> block))
            {
                visit(cid, null);
                continue;
            }

            if (!visit(cid, block)) continue;
            IReadOnlyList<Cid> links = DagCbor.Links(cid.Codec, block.Span);
            for (int i = links.Count - 1; i >= 0; i--)
            {
                if (!seen.Contains(links[i])) waiting.Push(links[i]);
            }
        }
    }
}
