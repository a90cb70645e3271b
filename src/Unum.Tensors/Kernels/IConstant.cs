namespace Unum.Tensors.Kernels;

/// <summary>A number known to the compiler: what a kernel does not need for it falls away.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}
