using static Unum.Femto.Core.CoreWeights;

namespace Unum.Femto.Core;

/// <summary>A core's weights beside their transposes, so that both directions of every product read rows.</summary>
internal sealed class CoreTransposed
{
    public CoreTransposed(CoreWeights weights)
    {
        Weights = weights;
        Refresh();
    }

    /// <summary>Memory of the transposes in bytes.</summary>
    public static int Bytes => sizeof(float) * ((Symbols * Width) + (2 * Width * Hidden) + (4 * Width * Width));

    public CoreWeights Weights { get; }

    /// <summary>16x256.</summary>
    public float[] Embedding { get; } = new float[Width * Symbols];

    /// <summary>64x16.</summary>
    public float[] Up { get; } = new float[Hidden * Width];

    /// <summary>16x64.</summary>
    public float[] Down { get; } = new float[Width * Hidden];

    /// <summary>48x16.</summary>
    public float[] Qkv { get; } = new float[3 * Width * Width];

    /// <summary>16x16.</summary>
    public float[] Out { get; } = new float[Width * Width];

    /// <summary>Takes over changed weights.</summary>
    public void Refresh()
    {
        CoreKernels.Transpose(Weights.Embedding, Width, Symbols, Width, Embedding);
        CoreKernels.Transpose(Weights.Up, Hidden, Width, Hidden, Up);
        CoreKernels.Transpose(Weights.Down, Width, Hidden, Width, Down);
        CoreKernels.Transpose(Weights.Qkv, 3 * Width, Width, 3 * Width, Qkv);
        CoreKernels.Transpose(Weights.Out, Width, Width, Width, Out);
    }
}
