namespace Unum.Femto;

/// <summary>The next byte as a binary tree of bits: node 1 is the root, node n leads to 2n with a 0 and to 2n + 1 with a 1.</summary>
internal static class BitTree
{
    /// <summary>The tree of one model.</summary>
    public static float[] Of(FemtoModel model)
    {
        float[] tree = new float[256];
        model.NextBits(tree);
        return tree;
    }

    /// <summary>Probabilities of the 256 bytes from the probabilities of a 1 at the 255 nodes.</summary>
    public static void Leaves(ReadOnlySpan<float> tree, Span<float> probabilities)
    {
        Span<float> reached = stackalloc float[512];
        reached[1] = 1;
        for (int node = 1; node < 256; node++)
        {
            reached[2 * node] = reached[node] * (1 - tree[node]);
            reached[(2 * node) + 1] = reached[node] * tree[node];
        }

        reached[256..].CopyTo(probabilities);
    }
}
