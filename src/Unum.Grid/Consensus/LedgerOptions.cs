namespace Unum.Grid.Consensus;

/// <summary>Settings of a cube's ledger.</summary>
public sealed record LedgerOptions
{
    /// <summary>Name of the ledger: part of everything signed, so that nothing signed here counts elsewhere. 1 to 200 characters.</summary>
    public string Name { get; init; } = "cube";

    /// <summary>
    /// How long a message takes at most when all is well (delta of Simplex), 1 ms to 1 min, default 100 ms. A round is given up after three of these: too
    /// short wastes rounds on a busy machine, long makes the ledger wait for a stopped leader.
    /// </summary>
    public TimeSpan Delta { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Most operations in a block, 1 to 100,000, default 1,000.</summary>
    public int MostOperations { get; init; } = 1000;

    /// <summary>How long a submission waits before it gives up with the reason, default 10 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Seed of what the validators made to lie do, for demonstrations that can be repeated.</summary>
    public long LiarSeed { get; init; } = 1;
}
