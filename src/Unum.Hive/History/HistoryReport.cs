using Unum.Hive.Content;

namespace Unum.Hive.History;

/// <summary>What was checked behind a version, and what did not hold.</summary>
/// <param name="Head">Where the check began.</param>
/// <param name="Versions">Versions reached.</param>
/// <param name="Deltas">Different deltas reached.</param>
/// <param name="Signatures">Signatures of deltas and basins that hold.</param>
/// <param name="Bare">Blocks of kinds that bear no signature this room knows (a basin's bare content).</param>
/// <param name="Blocks">Different blocks whose hash was checked.</param>
/// <param name="Bytes">Their bytes together.</param>
/// <param name="Faults">What does not hold, at most <see cref="MostFaults"/>.</param>
public sealed record HistoryReport(Cid Head, int Versions, int Deltas, int Signatures, int Bare, int Blocks, long Bytes, IReadOnlyList<HistoryFault> Faults)
{
    /// <summary>Most faults of one report.</summary>
    public const int MostFaults = 1000;

    /// <summary>Whether everything holds.</summary>
    public bool Sound => Faults.Count == 0;
}
