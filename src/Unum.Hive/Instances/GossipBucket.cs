namespace Unum.Hive.Instances;

/// <summary>Deltas of a set whose digests begin with the same six bits.</summary>
internal sealed class GossipBucket
{
    private readonly List<SignedDelta> _deltas = [];

    public IReadOnlyList<SignedDelta> Deltas => _deltas;

    /// <summary>Of the digests' first eight bytes, modulo 2^64: a hint at what differs, nothing hangs on it.</summary>
    public ulong Sum { get; private set; }

    public void Add(SignedDelta delta)
    {
        _deltas.Add(delta);
        Sum = unchecked(Sum + delta.Cid.Digest.Prefix);
    }
}
