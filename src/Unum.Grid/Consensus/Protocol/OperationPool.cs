namespace Unum.Grid.Consensus.Protocol;

/// <summary>Operations that were submitted and are not final, in the order of their arrival. O(1) to add and find; removed lazily from the front.</summary>
internal sealed class OperationPool
{
    private readonly Dictionary<OperationId, LedgerOperation> _byId = [];
    private readonly Queue<LedgerOperation> _order = new();

    public int Count => _byId.Count;

    public bool Add(LedgerOperation operation)
    {
        if (!_byId.TryAdd(operation.Id, operation)) return false;
        _order.Enqueue(operation);
        return true;
    }

    public bool Holds(LedgerOperation operation) => _byId.TryGetValue(operation.Id, out LedgerOperation? held) && (ReferenceEquals(held, operation) || held.Equals(operation));

    public void Remove(OperationId id) => _byId.Remove(id);

    /// <summary>All, oldest first.</summary>
    public IEnumerable<LedgerOperation> Oldest()
    {
        while (_order.TryPeek(out LedgerOperation? first) && !_byId.ContainsKey(first.Id)) _order.Dequeue();
        foreach (LedgerOperation operation in _order)
        {
            if (_byId.ContainsKey(operation.Id)) yield return operation;
        }
    }
}
