using System.Numerics;

namespace Unum.Grid.Cubes;

/// <summary>
/// CENTRAL's integration: gated logistic mixing (Mattern 2013) of nine bit probabilities, learned from every bit that is read.
/// <para>p = squash(sum_i w_i(d) k_i stretch(p_i)), k_i = kappa_i / mean kappa; w_i += rate (bit - p) k_i stretch(p_i).</para>
/// One row of weights for each depth d in a byte, 16 floats wide: few, because queries are short. At first every weight is 1/9: the
/// normalised geometric mean.
/// </summary>
internal sealed class CubeMixer
{
    /// <summary>Floats in a row: nine and padding.</summary>
    public const int Width = 16;

    /// <summary>Rows of weights: one for each bit of a byte.</summary>
    public const int Rows = 8;

    /// <summary>Counted memory.</summary>
    public const int Bytes = Rows * Width * sizeof(float);

    private const float Rate = .02f;

    private readonly float[] _weights = new float[Rows * Width];

    /// <summary>A mixer that trusts all alike.</summary>
    public CubeMixer()
    {
        for (int row = 0; row < Rows; row++) _weights.AsSpan(row * Width, CubeShape.Minds).Fill(1f / CubeShape.Minds);
    }

    /// <summary>All weights, for saving.</summary>
    public Span<float> Weights => _weights;

    /// <summary>The logistic domain, limited to what a probability of one 65536th can say.</summary>
    public static float Stretch(float p)
    {
        p = Math.Clamp(p, 1f / 65536, 65535f / 65536);
        return MathF.Log(p / (1 - p));
    }

    /// <summary>Mixed probability of a 1 at a node; <paramref name="x"/> holds nine k_i stretch(p_i).</summary>
    public float Mix(int node, ReadOnlySpan<float> x)
    {
        ReadOnlySpan<float> w = _weights.AsSpan(BitOperations.Log2((uint)node) * Width, CubeShape.Minds);
        float sum = 0;
        for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
        return Math.Clamp(1 / (1 + MathF.Exp(-sum)), 1f / 65536, 65535f / 65536);
    }

    /// <summary>Learns from the bit that came.</summary>
    public void Learn(int node, ReadOnlySpan<float> x, float p, int bit)
    {
        Span<float> w = _weights.AsSpan(BitOperations.Log2((uint)node) * Width, CubeShape.Minds);
        float step = Rate * (bit - p);
        for (int i = 0; i < w.Length; i++) w[i] += step * x[i];
    }
}
