namespace Unum.Tensors.Kernels;

/// <summary>A function of one number and a parameter, for registers and for a single number.</summary>
internal interface IUnary
{
    static abstract V Of<L, V>(V x, V s)
        where L : struct, ILanes<V>
        where V : struct;

    static abstract float Of(float x, float s);
}
