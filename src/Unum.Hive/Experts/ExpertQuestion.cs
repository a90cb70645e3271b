using Unum.Hive.Content;

namespace Unum.Hive.Experts;

/// <summary>A question and whom it is for.</summary>
/// <param name="Text">The question.</param>
/// <param name="Specialisation">Whose field it is.</param>
public sealed record ExpertQuestion(string Text, string Specialisation)
{
    /// <summary>How many answers are wanted, 1 or more.</summary>
    public int Wanted { get; init; } = 3;

    /// <summary>Binary logarithm of the fewest parameters that an expert may have.</summary>
    public byte LeastLogSize { get; init; }

    /// <summary>Least availability, in 255ths.</summary>
    public byte LeastAvailability { get; init; }

    /// <summary>The basin that an expert shall stand in; those that do are asked first. Null does not mind.</summary>
    public Digest256? Basin { get; init; }

    /// <summary>Whether experts in other basins are not asked at all.</summary>
    public bool OnlyThatBasin { get; init; }
}
