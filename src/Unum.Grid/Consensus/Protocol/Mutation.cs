namespace Unum.Grid.Consensus.Protocol;

/// <summary>Deliberate mistakes in the protocol, alone or together; simulations must catch them.</summary>
[Flags]
internal enum Mutation
{
    /// <summary>The protocol as it is.</summary>
    None = 0,

    /// <summary>Five votes decide.</summary>
    Quorum5 = 1 << 0,

    /// <summary>Six votes decide: safe by itself, and broken by one validator that forgets.</summary>
    Quorum6 = 1 << 1,

    /// <summary>Finalises a round although it voted for no block in it.</summary>
    FinaliseAfterTimeout = 1 << 2,

    /// <summary>Votes for every proposal of a leader, not only for the first.</summary>
    DoubleVote = 1 << 3,

    /// <summary>Starts again without what it had written down about votes.</summary>
    Amnesia = 1 << 4,

    /// <summary>Sends before it writes down.</summary>
    SendBeforePersist = 1 << 5,

    /// <summary>Believes ballots without a valid signature.</summary>
    AcceptUnsigned = 1 << 6,

    /// <summary>Votes for blocks whose parent is not notarised.</summary>
    NoParentCheck = 1 << 7,

    /// <summary>Votes for blocks that pass over rounds without a certificate that they may be passed over.</summary>
    NoSkipCheck = 1 << 8,

    /// <summary>Takes a certificate's word for what its ballots say: votes of another round or block count.</summary>
    StaleNotarisation = 1 << 9,

    /// <summary>Counts ballots of a certificate, not validators.</summary>
    CountTwice = 1 << 10,

    /// <summary>Votes for operations that nobody submitted.</summary>
    Unsubmitted = 1 << 11,

    /// <summary>Votes for operations that the chain has already.</summary>
    Repeat = 1 << 12,

    /// <summary>Believes final blocks without their proof.</summary>
    BelieveChain = 1 << 13,

    /// <summary>Never says anything twice.</summary>
    NoResend = 1 << 14,

    /// <summary>Never answers one who is behind.</summary>
    NoHelp = 1 << 15,

    /// <summary>Keeps no evidence.</summary>
    NoEvidence = 1 << 16,

    /// <summary>Accuses a validator that votes for a block and then for none, which is allowed.</summary>
    FalseAccusation = 1 << 17,

    /// <summary>One validator, always the same, starts again without what it had written down about votes.</summary>
    AmnesiaOfOne = 1 << 18,
}
