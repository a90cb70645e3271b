using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>The deltas of one author in a set.</summary>
/// <param name="author">Whose.</param>
internal sealed class AuthorChain(AuthorId author)
{
    private readonly List<SignedDelta> _deltas = [];

    public AuthorId Author { get; } = author;

    /// <summary>By number, then by name.</summary>
    public IReadOnlyList<SignedDelta> Deltas => _deltas;

    /// <summary>Two different deltas with one number are in the set.</summary>
    public bool Equivocates { get; private set; }

    /// <summary>The last; null while there is none.</summary>
    public SignedDelta? Last => _deltas.Count == 0 ? null : _deltas[^1];

    public int CountOf(uint lamport)
    {
        int count = 0;
        for (int i = _deltas.Count - 1; i >= 0 && _deltas[i].Content.Lamport >= lamport; i--)
        {
            if (_deltas[i].Content.Lamport == lamport) count++;
        }

        return count;
    }

    public void Add(SignedDelta delta)
    {
        Equivocates |= CountOf(delta.Content.Lamport) > 0;
        int at = _deltas.Count;
        while (at > 0 && Compare(_deltas[at - 1], delta) > 0) at--;
        _deltas.Insert(at, delta);
    }

    private static int Compare(SignedDelta a, SignedDelta b) =>
        a.Content.Lamport != b.Content.Lamport ? a.Content.Lamport.CompareTo(b.Content.Lamport) : a.Cid.CompareTo(b.Cid);
}
