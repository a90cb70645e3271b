using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <summary>What becomes of every figure by itself; a struct, so that the call is inlined.</summary>
public interface IApplyKernel
{
    /// <summary>The new figures of eight blocks, each from its own old one; how the blocks are grouped means nothing.</summary>
    Vector256<float> Next(Vector256<float> figures);
}
