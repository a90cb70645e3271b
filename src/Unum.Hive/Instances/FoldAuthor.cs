using Unum.Hive.Merging;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>What the fold knows of one author.</summary>
internal sealed class FoldAuthor(AuthorChain chain, bool founder)
{
    /// <summary>The weight of an author without a standing: part of what all such share.</summary>
    public const int Newcomer = -1;

    /// <summary>The weight of an author without a standing of whom something was refused: none.</summary>
    public const int Rejected = -2;

    public AuthorChain Chain { get; } = chain;

    public bool IsFounder { get; } = founder;

    /// <summary>By ascending id: one a mode.</summary>
    public IReadOnlyList<ModeRecord> Statements { get; private set; } = [];

    /// <summary>What it says of pairs of concepts: by precision, before trust and capacity.</summary>
    public IReadOnlyDictionary<(uint First, uint Second), LinkSum> Links { get; private set; } = LinkFold.None;

    /// <summary>Larger instances count more, but only as the logarithm of their size: 1 at a thousand parameters, 16 at 2^25.</summary>
    public int CapacityWeight { get; private set; } = 1;

    /// <summary>Modes that the panel bears out.</summary>
    public int Helped { get; set; }

    /// <summary>Modes that the panel voted down.</summary>
    public int Refused { get; set; }

    /// <summary>Modes that the founders bear out.</summary>
    public int BorneOut { get; set; }

    /// <summary>Modes in which it lies too far out.</summary>
    public int Outliers { get; set; }

    /// <summary>What it weighs before outliers are known: its trust, or <see cref="Newcomer"/>, or <see cref="Rejected"/>.</summary>
    public int FirstWeight { get; set; } = int.MinValue;

    /// <summary>What it weighs in the end.</summary>
    public int Weight { get; set; } = int.MinValue;

    public bool HasStanding => IsFounder || Helped + BorneOut >= TrustRules.HelpedForStanding;

    public void State(IReadOnlyList<ModeRecord> statements, IReadOnlyDictionary<(uint First, uint Second), LinkSum> links, byte capacity) =>
        (Statements, Links, CapacityWeight) = (statements, links, Math.Clamp(capacity - 9, 1, 16));

    public ModeRecord? Find(ModeId mode)
    {
        int low = 0, high = Statements.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = Statements[middle].Id.CompareTo(mode);
            if (order == 0) return Statements[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    public AuthorStanding Describe() => new(Chain.Author, Chain.Equivocates ? 0 : Math.Max(0, Weight), HasStanding && !Chain.Equivocates, Helped + BorneOut, Refused + Outliers, Chain.Deltas.Count, Chain.Equivocates);
}
