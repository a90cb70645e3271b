namespace Unum.Grid.Consensus;

/// <summary>
/// A block: a batch of operations on top of a parent. Immutable; its hash is SHA-256 over round, height, parent round, parent hash and the
/// operations in order, each with its name and length, in the layout of <c>Wire.WireCodec</c>.
/// </summary>
public sealed class LedgerBlock
{
    private BlockHash? _hash;
    private HashSet<OperationId>? _ids;

    /// <summary>A block.</summary>
    /// <param name="round">Round in which it is proposed, from 1.</param>
    /// <param name="height">Its place in the ledger, from 1.</param>
    /// <param name="parentRound">Round of its parent, 0 for the first block.</param>
    /// <param name="parentHash">Hash of its parent, zero for the first block.</param>
    /// <param name="operations">Its operations in order.</param>
    public LedgerBlock(long round, long height, long parentRound, BlockHash parentHash, IReadOnlyList<LedgerOperation> operations)
    {
        Round = round;
        Height = height;
        ParentRound = parentRound;
        ParentHash = parentHash;
        Operations = operations;
    }

    /// <summary>Round in which it was proposed, from 1. Rounds grow along the ledger, with gaps where a round came to nothing.</summary>
    public long Round { get; }

    /// <summary>Its place in the ledger, from 1, without gaps.</summary>
    public long Height { get; }

    /// <summary>Round of its parent, 0 for the first block.</summary>
    public long ParentRound { get; }

    /// <summary>Hash of its parent, zero for the first block.</summary>
    public BlockHash ParentHash { get; }

    /// <summary>Its operations in order.</summary>
    public IReadOnlyList<LedgerOperation> Operations { get; }

    /// <summary>Its hash, computed once.</summary>
    public BlockHash Hash => _hash ??= Wire.WireCodec.HashOf(this);

    /// <summary>Whether it has an operation of this name.</summary>
    public bool Contains(OperationId id)
    {
        if (Operations.Count > 8) return (_ids ??= [.. Operations.Select(o => o.Id)]).Contains(id);
        foreach (LedgerOperation operation in Operations)
        {
            if (operation.Id == id) return true;
        }

        return false;
    }
}
