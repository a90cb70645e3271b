using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

/// <summary>The simplest thing that a block array could be: a sorted dictionary by Morton code of the mission's own bit loop.</summary>
internal sealed class BlockArrayModel(Dimensions dimensions, float kappa0)
{
    public SortedDictionary<uint, Block> Blocks { get; } = [];

    public SortedSet<int> Dirty { get; } = [];

    public SortedSet<(uint A, uint B)> Links { get; } = [];

    public static uint Code(Coordinate at)
    {
        uint answer = 0;
        for (int i = 0; i < 10; i++)
            answer |= ((uint)(at.X & (1 << i)) << (2 * i)) | ((uint)(at.Y & (1 << i)) << ((2 * i) + 1)) | ((uint)(at.Z & (1 << i)) << ((2 * i) + 2));
        return answer;
    }

    public bool Activate(Coordinate at, float value, long time)
    {
        Dirty.Add((int)(Code(at) >> 9));
        bool was = Blocks.TryGetValue(Code(at), out Block block);
        Blocks[Code(at)] = was ? block with { Value = value, Hash = 0 } : new(at, value, kappa0, time, 0);
        return !was;
    }

    public bool Deactivate(Coordinate at)
    {
        uint code = Code(at);
        if (!Blocks.Remove(code)) return false;
        Dirty.Add((int)(code >> 9));
        foreach ((uint a, uint b) in Links.Where(l => l.A == code || l.B == code).ToArray()) Unlink(a, b);
        return true;
    }

    public bool Link(Coordinate a, Coordinate b)
    {
        if (!Links.Add(Pair(Code(a), Code(b)))) return false;
        Touch(Code(a), Code(b));
        return true;
    }

    public bool Unlink(uint a, uint b)
    {
        if (!Links.Remove(Pair(a, b))) return false;
        Touch(a, b);
        return true;
    }

    public void SetKappa(Coordinate at, float kappa)
    {
        if (!Blocks.TryGetValue(Code(at), out Block block)) return;
        Blocks[Code(at)] = block with { Kappa = kappa };
        Dirty.Add((int)(Code(at) >> 9));
    }

    public IEnumerable<Coordinate> Face(Plane plane, int index)
    {
        for (int a = 0; a < (plane == Plane.X ? dimensions.Y : dimensions.X); a++)
        {
            for (int b = 0; b < (plane == Plane.Z ? dimensions.Y : dimensions.Z); b++)
                yield return plane switch { Plane.X => new(index, a, b), Plane.Y => new(a, index, b), _ => new(a, b, index) };
        }
    }

    public IEnumerable<Coordinate> Neighbours(Coordinate at, IEnumerable<Coordinate> offsets) =>
        offsets.Select(o => new Coordinate(at.X + o.X, at.Y + o.Y, at.Z + o.Z)).Where(n => dimensions.Contains(n) && Blocks.ContainsKey(Code(n)));

    private static (uint A, uint B) Pair(uint a, uint b) => a < b ? (a, b) : (b, a);

    private void Touch(uint a, uint b)
    {
        Dirty.Add((int)(a >> 9));
        Dirty.Add((int)(b >> 9));
    }
}
