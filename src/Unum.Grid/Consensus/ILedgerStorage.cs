namespace Unum.Grid.Consensus;

/// <summary>Where the nine validators of a cube keep what must survive.</summary>
public interface ILedgerStorage
{
    /// <summary>A validator's votes. The caller disposes of it.</summary>
    IVoteStore OpenVotes(int validator);

    /// <summary>A validator's finalised blocks. The caller disposes of it.</summary>
    IBlockStore OpenBlocks(int validator);

    /// <summary>A small thing kept under a name, such as a validator's key; null when there is none.</summary>
    byte[]? Load(string name);

    /// <summary>Keeps a small thing under a name, readable by its owner only.</summary>
    void Save(string name, ReadOnlySpan<byte> content);
}
