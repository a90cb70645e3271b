using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <summary>What an update makes of each row of blocks; a struct, so that the call is inlined.</summary>
public interface IUpdateKernel
{
    /// <summary>The new figures of a row; all rows read the old ones. Lanes of inactive blocks are ignored.</summary>
    Vector256<float> Next(in NeighbourhoodRow row);
}
