using Unum.Hive.Concepts;

namespace Unum.Hive.Instances;

/// <summary>Examples that an instance keeps to examine itself with and never learns.</summary>
/// <param name="most">Most examples; the oldest go.</param>
internal sealed class ValidationSet(int most)
{
    private readonly Queue<(float[] Psi, uint Concept)> _examples = new();

    public int Count => _examples.Count;

    public void Add(float[] psi, uint concept)
    {
        if (_examples.Count == most) _examples.Dequeue();
        _examples.Enqueue((psi, concept));
    }

    /// <summary>
    /// Whether a changed mind answers worse than its parent, beyond chance: of the examples on which they differ, lost - won exceeds two standard deviations of a fair coin, sqrt(lost + won) (McNemar, 1947).
    /// </summary>
    public bool IsWorse(ConceptMind parent, ConceptMind changed)
    {
        int lost = 0, won = 0;
        foreach ((float[] psi, uint concept) in _examples)
        {
            bool before = parent.Recognise(psi) == concept, after = changed.Recognise(psi) == concept;
            if (before && !after) lost++;
            if (!before && after) won++;
        }

        return lost - won > 2 * Math.Sqrt(lost + won);
    }
}
