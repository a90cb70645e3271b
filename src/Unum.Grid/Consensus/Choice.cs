namespace Unum.Grid.Consensus;

/// <summary>What a ballot says about its round.</summary>
public enum Choice : byte
{
    /// <summary>Nothing: the ballot only finalises an earlier round.</summary>
    None = 0,

    /// <summary>This block.</summary>
    Block = 1,

    /// <summary>No block: the leader's time is up (the dummy block of Simplex).</summary>
    Dummy = 2,
}
