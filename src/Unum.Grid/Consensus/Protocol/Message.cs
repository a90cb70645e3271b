namespace Unum.Grid.Consensus.Protocol;

/// <summary>What validators tell each other. All that matters is signed inside; a status needs no signature, as a false one only wastes an answer.</summary>
internal abstract record Message
{
    /// <summary>A leader's block with its own vote for it, and why its parent may be built on.</summary>
    public sealed record Proposal(LedgerBlock Block, Ballot Ballot, IReadOnlyList<Certificate> Justification) : Message;

    /// <summary>A ballot of the sender.</summary>
    public sealed record Vote(Ballot Ballot) : Message;

    /// <summary>Where the sender is; an invitation to help it on. Attempt picks who answers.</summary>
    /// <param name="Round">The round it is in.</param>
    /// <param name="Known">The first round since its last final block of which it lacks a certificate or a notarised block.</param>
    /// <param name="Height">Height of its last final block.</param>
    /// <param name="Attempt">Counts its statuses.</param>
    public sealed record Status(long Round, long Known, long Height, int Attempt) : Message;

    /// <summary>Final blocks in order, the last with its proof, and certificates and notarised blocks after them.</summary>
    public sealed record Help(IReadOnlyList<FinalisedBlock> Chain, IReadOnlyList<Certificate> Certificates, IReadOnlyList<LedgerBlock> Bodies) : Message;
}
