using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Node.Konomi;

/// <summary>A page of a region's active blocks in Morton order.</summary>
internal static class RegionPage
{
    public static List<Block> Read(BlockArray blocks, Coordinate low, Coordinate high, Coordinate? after, int most)
    {
        List<Block> page = [];
        uint beyond = after is { } last ? Morton.Encode(last) : 0;
        foreach (Block block in blocks.Region(low, high))
        {
            if (after is not null && Morton.Encode(block.At) <= beyond) continue;
            page.Add(block);
            if (page.Count == most) break;
        }

        return page;
    }
}
