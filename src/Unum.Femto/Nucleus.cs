namespace Unum.Femto;

/// <summary>
/// The likeliest next bytes, found without computing all 256: the tree of bits is opened best first, so leaves come out in falling
/// probability, and opening stops once those found have the probability asked for together. After a clear context that takes some
/// twenty nodes in place of 255.
/// </summary>
internal sealed class Nucleus
{
    private readonly PriorityQueue<int, float> _open = new(64);
    private readonly float[] _reached = new float[512];
    private readonly float[] _tree = new float[256];
    private readonly byte[] _bytes = new byte[256];
    private readonly float[] _p = new float[256];

    /// <summary>Bytes found, the likeliest first.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Their probabilities.</summary>
    public ReadOnlySpan<float> Probabilities => _p.AsSpan(0, Count);

    /// <summary>How many were found.</summary>
    public int Count { get; private set; }

    /// <summary>Nodes whose probability was computed.</summary>
    public int Opened { get; private set; }

    /// <summary>Finds the likeliest bytes that together have at least a probability; 1 finds all.</summary>
    public void Find(IByteModel model, double probability)
    {
        (Count, Opened) = (0, 0);
        INodeLook? look = model as INodeLook;
        if (look is null) Compute(model);
        _open.Clear();
        _reached[1] = 1;
        _open.Enqueue(1, -1);
        double found = 0;
        while (Count < 256 && (probability >= 1 || found < probability) && _open.TryDequeue(out int node, out _))
        {
            if (node >= 256)
            {
                (_bytes[Count], _p[Count]) = ((byte)node, _reached[node]);
                found += _reached[node];
                Count++;
                continue;
            }

            Opened++;
            float one = look?.LookAt(node) ?? _tree[node];
            (_reached[2 * node], _reached[(2 * node) + 1]) = (_reached[node] * (1 - one), _reached[node] * one);
            _open.Enqueue(2 * node, -_reached[2 * node]);
            _open.Enqueue((2 * node) + 1, -_reached[(2 * node) + 1]);
        }

        look?.LookAway();
    }

    /// <summary>One of the bytes found, by their probabilities sharpened (below 1) or flattened by a temperature.</summary>
    /// <param name="temperature">Above 0.</param>
    /// <param name="place">In [0, 1): where in their order the choice falls.</param>
    public byte Choose(double temperature, double place)
    {
        Span<double> weight = stackalloc double[256];
        double sum = 0;
        for (int i = 0; i < Count; i++) sum += weight[i] = Math.Pow(_p[i] / _p[0], 1 / temperature);
        double target = place * sum;
        for (int i = 0; i < Count; i++)
        {
            target -= weight[i];
            if (target < 0) return _bytes[i];
        }

        return _bytes[Count - 1];
    }

    /// <summary>The tree of a model that knows only whole distributions.</summary>
    private void Compute(IByteModel model)
    {
        Span<float> leaves = stackalloc float[512];
        model.NextByte(leaves[256..]);
        for (int node = 255; node > 0; node--)
        {
            leaves[node] = leaves[2 * node] + leaves[(2 * node) + 1];
            _tree[node] = leaves[node] > 0 ? leaves[(2 * node) + 1] / leaves[node] : .5f;
        }
    }
}
