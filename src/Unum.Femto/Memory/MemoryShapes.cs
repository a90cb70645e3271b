using static Unum.Femto.Memory.ContextKind;

namespace Unum.Femto.Memory;

/// <summary>The specialisations there are.</summary>
internal static class MemoryShapes
{
    /// <summary>Text first, anything well.</summary>
    public static MemoryShape General { get; } = new()
    {
        Slots = [Order1, Order2, Order3, Order4, Order5, Word],
        Needs = [-1, -1, -1, 2, 3, -1],
        Runs = [Order6, WordPair],
        SlotBytes = 2_200_000,
        RunBytes = 700_000,
        MapLimit = 1023,
    };

    /// <summary>The eight vertices of a Cube; each sees the stream in another way.</summary>
    public static MemoryShape[] Vertices { get; } =
    [
        General,

        // Words and what follows them.
        General with { Slots = [Order1, Order3, Word, WordPair, SkipWord, LineWord], Needs = [-1, -1, -1, 2, -1, -1], Runs = [WordTriple, Order5] },

        // Long contexts, and a long history for what is repeated from far away.
        General with { Slots = [Order2, Order4, Order5, Order6], Needs = [-1, -1, 1, 2], Runs = [Order7, Order8], LeastMatch = 8, HistoryBytes = 1 << 20, MatchEntries = 1 << 17, SlotBytes = 1_200_000, RunBytes = 500_000 },

        // Short contexts that forget fast.
        General with { Slots = [Order1, Order2, Order3, Order4], Needs = [-1, -1, -1, 2], Runs = [Order5], MapLimit = 127, LastRate = .006f },

        // Contexts with gaps.
        General with { Slots = [Order2, Skip1, Skip2, Gap, Classes], Needs = [-1, -1, -1, -1, -1], Runs = [Order4, Order6] },

        // Lines and columns: tables of text.
        General with { Slots = [Order2, Order3, Column, Field, Above], Needs = [-1, -1, -1, -1, -1], Runs = [Field, Order5] },

        // Numbers and records: binary data.
        General with { Slots = [Order1, Order2, Order3, Stride4, Stride2, Record], Needs = [-1, -1, -1, -1, -1, -1], Runs = [Order4, Order6] },

        // Middle orders with all the room.
        General with { Slots = [Order3, Order4, Order5], Needs = [-1, -1, 1], Runs = [Order7, WordPair], LeastMatch = 12 },
    ];
}
