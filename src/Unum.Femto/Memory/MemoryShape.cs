namespace Unum.Femto.Memory;

/// <summary>What an n-gram memory looks at and how much room it has: its specialisation.</summary>
internal sealed record MemoryShape
{
    /// <summary>Contexts whose bit histories are kept in the slot table.</summary>
    public required ContextKind[] Slots { get; init; }

    /// <summary>For each slot context the index of the one that must be known before this one may claim a slot; -1 for none.</summary>
    public required int[] Needs { get; init; }

    /// <summary>Contexts whose last successors are kept in the run table.</summary>
    public required ContextKind[] Runs { get; init; }

    /// <summary>Bytes of the slot table.</summary>
    public int SlotBytes { get; init; } = 2_000_000;

    /// <summary>Bits of a byte one slot serves.</summary>
    public int SlotStep { get; init; } = 2;

    /// <summary>Bytes of the run table.</summary>
    public int RunBytes { get; init; } = 900_000;

    /// <summary>Bytes of history the match model keeps; a power of two.</summary>
    public int HistoryBytes { get; init; } = 1 << 18;

    /// <summary>Entries of the match model's table.</summary>
    public int MatchEntries { get; init; } = 1 << 15;

    /// <summary>Bytes that must agree before a match is believed.</summary>
    public int LeastMatch { get; init; } = 5;

    /// <summary>Most evidence the maps of histories average over, in bits seen.</summary>
    public int MapLimit { get; init; } = 255;

    /// <summary>Learning rate of the mixer at the start and in the long run.</summary>
    public float FirstRate { get; init; } = .02f;

    /// <summary>Learning rate of the mixer in the long run.</summary>
    public float LastRate { get; init; } = .002f;

    /// <summary>All of the shape in one number (FNV-1a).</summary>
    public uint Fingerprint
    {
        get
        {
            uint h = 2166136261;
            void Add(int v) => h = (h ^ (uint)v) * 16777619;
            foreach (ContextKind k in Slots) Add((int)k);
            foreach (int n in Needs) Add(n + 100);
            foreach (ContextKind k in Runs) Add((int)k + 1000);
            foreach (int v in (ReadOnlySpan<int>)[SlotBytes, SlotStep, RunBytes, HistoryBytes, MatchEntries, LeastMatch, MapLimit, NgramMemory.Revision]) Add(v);
            Add(BitConverter.SingleToInt32Bits(FirstRate));
            Add(BitConverter.SingleToInt32Bits(LastRate));
            return h;
        }
    }
}
