using Unum.Hive.Concepts;

namespace Unum.Hive.Instances;

/// <summary>Examples that an instance keeps to examine itself with and never learns.</summary>
/// <param name="most">Most examples; the oldest go.</param>
internal sealed class ValidationSet(int most)
{
    private readonly Queue<Example> _examples = new();

    public int Count => _examples.Count;

    public IEnumerable<(float[] Psi, uint Concept)> Examples => _examples.Select(static e => (e.Psi, e.Concept));

    public void Add(float[] psi, uint concept)
    {
        if (_examples.Count == most) _examples.Dequeue();
        _examples.Enqueue(new Example(psi, concept));
    }

    /// <summary>
    /// Whether a changed mind answers worse, beyond chance, than its line ever did: of the examples on which they differ, lost - won exceeds two standard deviations of a fair coin, sqrt(lost + won) (McNemar,
    /// 1947). Measured against the parent alone, many small losses could add up to a large one.
    /// </summary>
    /// <param name="parent">What it comes from.</param>
    /// <param name="changed">What is judged; when it is not worse, it is taken for the line's next.</param>
    public bool IsWorse(ConceptMind parent, ConceptMind changed)
    {
        int lost = 0, won = 0;
        foreach (Example example in _examples)
        {
            example.Known |= parent.Recognise(example.Psi) == example.Concept;
            example.Now = changed.Recognise(example.Psi) == example.Concept;
            if (example.Known && !example.Now) lost++;
            if (!example.Known && example.Now) won++;
        }

        bool worse = lost - won > 2 * Math.Sqrt(lost + won);
        foreach (Example example in _examples) example.Known |= example.Now && !worse;
        return worse;
    }

    private sealed class Example(float[] psi, uint concept)
    {
        public float[] Psi { get; } = psi;

        public uint Concept { get; } = concept;

        /// <summary>Whether the line answered it once.</summary>
        public bool Known { get; set; }

        public bool Now { get; set; }
    }
}
