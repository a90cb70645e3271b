namespace Unum.Tensors.Kernels;

/// <summary>A function of two numbers, for registers and for single numbers.</summary>
internal interface IBinary
{
    static abstract V Of<L, V>(V x, V y)
        where L : struct, ILanes<V>
        where V : struct;

    static abstract float Of(float x, float y);
}
