using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Node.Konomi;

/// <summary>A page of a region's active blocks in Morton order.</summary>
internal static class RegionPage
{
    /// <summary>Active blocks of a box.</summary>
    public static long Count(BlockArray blocks, Coordinate low, Coordinate high)
    {
        long count = 0;
        foreach (Block _ in blocks.Region(low, high)) count++;
        return count;
    }

    /// <summary>A page.</summary>
    /// <param name="blocks">The grid.</param>
    /// <param name="low">The box's lowest corner.</param>
    /// <param name="high">Its highest, included.</param>
    /// <param name="after">The last block of the page before.</param>
    /// <param name="every">Only one of so many: neighbours in Morton order are neighbours in space, so such a sample is spread evenly.</param>
    /// <param name="most">Most blocks of the page.</param>
    public static List<Block> Read(BlockArray blocks, Coordinate low, Coordinate high, Coordinate? after, int every, int most)
    {
        List<Block> page = [];
        int turn = 0;
        uint beyond = after is { } last ? Morton.Encode(last) : 0;
        foreach (Block block in blocks.Region(low, high))
        {
            if (turn++ % every != 0) continue;
            if (after is not null && Morton.Encode(block.At) <= beyond) continue;
            page.Add(block);
            if (page.Count == most) break;
        }

        return page;
    }
}
