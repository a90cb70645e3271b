namespace Unum.Grid.Consensus.Protocol;

/// <summary>Numbers that validators of a ledger share. Times may differ between them: they matter for progress, never for safety.</summary>
/// <param name="Delta">Longest delay of a message when all is well, in milliseconds.</param>
/// <param name="MostOperations">Most operations in a block.</param>
internal sealed record SimplexOptions(int Delta = 100, int MostOperations = 1000)
{
    /// <summary>Most payload bytes in a block, 4 MiB (a single operation always fits).</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>Validators of a cube.</summary>
    public const int Validators = 9;

    /// <summary>Votes that decide: any two sets of 7 of 9 share 5, of which 3 follow the protocol when 2 lie.</summary>
    public const int Quorum = 7;

    /// <summary>Someone honest is among this many even when as many lie as agreement can bear, 2 * 7 - 9 - 1 = 4.</summary>
    public const int Vouchers = 5;
}
