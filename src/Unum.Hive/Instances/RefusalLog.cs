namespace Unum.Hive.Instances;

/// <summary>Refusals counted by reason since the start; the newest are kept.</summary>
internal sealed class RefusalLog
{
    /// <summary>Refusals kept.</summary>
    public const int Most = 100;

    private readonly SortedDictionary<RefusalReason, long> _counts = [];
    private readonly Queue<Refusal> _newest = new();

    public IReadOnlyDictionary<RefusalReason, long> Counts => _counts;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Refusal> Newest => [.. _newest.Reverse()];

    public Refusal Add(Refusal refusal)
    {
        _counts[refusal.Reason] = _counts.GetValueOrDefault(refusal.Reason) + 1;
        if (_newest.Count == Most) _newest.Dequeue();
        _newest.Enqueue(refusal);
        return refusal;
    }
}
