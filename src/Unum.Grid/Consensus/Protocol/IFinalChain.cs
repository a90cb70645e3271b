namespace Unum.Grid.Consensus.Protocol;

/// <summary>The final blocks that a validator's host keeps for it: what the outbox asked to append, from height 1 without gaps.</summary>
internal interface IFinalChain
{
    /// <summary>Height of the last, 0 when there is none.</summary>
    long Height { get; }

    /// <summary>The block at a height from 1 to <see cref="Height"/>.</summary>
    FinalisedBlock Read(long height);
}
