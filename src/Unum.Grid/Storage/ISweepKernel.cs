namespace Unum.Grid.Storage;

/// <summary>What a sweep does with each row of blocks; a struct, so that the call is inlined.</summary>
public interface ISweepKernel
{
    /// <summary>Takes in a row. Rows come brick by brick in Morton order, within a brick by z, then y.</summary>
    void Visit(in NeighbourhoodRow row);
}
