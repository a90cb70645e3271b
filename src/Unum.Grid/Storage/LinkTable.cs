using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>Links between blocks, kept aside because few blocks have any: Morton code to the sorted codes of its partners, both ways.</summary>
internal sealed class LinkTable
{
    /// <summary>What a block with links costs besides its partners: an entry of the table, a list, its array's head.</summary>
    private const int EntryBytes = 24 + 32 + 24;
    private readonly Dictionary<uint, List<uint>> _partners = [];
    private long _capacity;

    /// <summary>Blocks with links.</summary>
    public int Blocks => _partners.Count;

    /// <summary>Links, each counted once.</summary>
    public int Count { get; private set; }

    public long Bytes => (_partners.Count * (long)EntryBytes) + (_capacity * sizeof(uint));

    public bool Add(uint a, uint b)
    {
        if (!AddOneWay(a, b)) return false;
        AddOneWay(b, a);
        Count++;
        return true;
    }

    public bool Remove(uint a, uint b)
    {
        if (!RemoveOneWay(a, b)) return false;
        RemoveOneWay(b, a);
        Count--;
        return true;
    }

    /// <summary>Takes away all links of a block; tells the partners it had.</summary>
    public IReadOnlyList<uint> RemoveAll(uint code)
    {
        if (!_partners.TryGetValue(code, out List<uint>? partners)) return [];
        uint[] all = [.. partners];
        foreach (uint partner in all) Remove(code, partner);
        return all;
    }

    public IReadOnlyList<uint> Of(uint code) => _partners.TryGetValue(code, out List<uint>? partners) ? partners : [];

    /// <summary>Every link once, the lesser code first, ascending.</summary>
    public IEnumerable<(uint A, uint B)> All()
    {
        foreach (uint a in _partners.Keys.Order())
        {
            foreach (uint b in _partners[a])
            {
                if (a < b) yield return (a, b);
            }
        }
    }

    /// <summary>Linked blocks inside a box.</summary>
    public IReadOnlyList<uint> Inside(Coordinate low, Coordinate high) =>
    [
        .. _partners.Keys.Where(code => Morton.Decode(code) is var at
            && at.X >= low.X && at.X <= high.X && at.Y >= low.Y && at.Y <= high.Y && at.Z >= low.Z && at.Z <= high.Z).Order(),
    ];

    private bool AddOneWay(uint from, uint to)
    {
        if (!_partners.TryGetValue(from, out List<uint>? partners)) _partners[from] = partners = [];
        int at = partners.BinarySearch(to);
        if (at >= 0) return false;
        int before = partners.Capacity;
        partners.Insert(~at, to);
        _capacity += partners.Capacity - before;
        return true;
    }

    private bool RemoveOneWay(uint from, uint to)
    {
        if (!_partners.TryGetValue(from, out List<uint>? partners)) return false;
        int at = partners.BinarySearch(to);
        if (at < 0) return false;
        partners.RemoveAt(at);
        if (partners.Count > 0) return true;
        _capacity -= partners.Capacity;
        return _partners.Remove(from);
    }
}
