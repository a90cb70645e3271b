namespace Unum.Femto.Memory;

/// <summary>
/// The last two different bytes that followed a long context and how often, in four bytes a context: check, newest byte, other
/// byte, counts (run of the newest in the low four bits, count of the other in the high four). Long contexts mostly have one or
/// two successors, so this holds six times as many of them in the same room as bit histories do.
/// </summary>
internal sealed class RunTable
{
    private const int GroupEntries = 4;
    private readonly uint[] _entries;
    private readonly uint _groups;

    public RunTable(int bytes)
    {
        _groups = (uint)Math.Max(1, bytes / (GroupEntries * sizeof(uint)));
        _entries = new uint[_groups * GroupEntries];
    }

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => _entries.Length * sizeof(uint);

    /// <summary>All entries, for saving.</summary>
    public uint[] Raw => _entries;

    /// <summary>The place of a context's entry, or -1 when it is unknown and may not be claimed.</summary>
    public int Find(ulong hash, bool claim)
    {
        int group = (int)(((hash >> 32) * _groups) >> 32) * GroupEntries;
        uint check = Math.Max(1, (uint)((hash >> 16) & 0xFF));
        int least = group;
        uint leastSeen = uint.MaxValue;
        for (int i = group; i < group + GroupEntries; i++)
        {
            uint e = _entries[i];
            if ((e & 0xFF) == check) return i;
            uint seen = e >> 24 & 15;
            if (seen < leastSeen) (least, leastSeen) = (i, seen);
        }

        if (!claim) return -1;
        for (int i = group; i < group + GroupEntries; i++)
            if (i != least && (_entries[i] >> 24 & 15) > 1) _entries[i] -= 1u << 24;
        _entries[least] = check;
        return least;
    }

    /// <summary>The entry at a place.</summary>
    public uint At(int place) => place < 0 ? 0 : _entries[place];

    /// <summary>Learns that <paramref name="b"/> followed.</summary>
    public void Learn(int place, byte b)
    {
        ref uint e = ref _entries[place];
        uint check = e & 0xFF, newest = (e >> 8) & 0xFF, other = (e >> 16) & 0xFF, run = (e >> 24) & 15, others = e >> 28;
        if (run == 0) (newest, run) = (b, 1);
        else if (newest == b) run = Math.Min(run + 1, 15);
        else (other, others, newest, run) = (newest, others > 0 && other == b ? Math.Min(15u, Math.Max(run, others)) : run, b, 1);
        e = check | (newest << 8) | (other << 16) | (run << 24) | (others << 28);
    }
}
