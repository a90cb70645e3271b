using System.Collections;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>Active blocks of a box in Morton order. foreach over it allocates nothing; the array must not change meanwhile.</summary>
public readonly struct BlockSequence : IEnumerable<Block>
{
    private readonly BrickStore _store;
    private readonly Coordinate _low, _high;

    internal BlockSequence(BrickStore store, Coordinate low, Coordinate high) => (_store, _low, _high) = (store, low, high);

    /// <summary>Starts.</summary>
    public BlockEnumerator GetEnumerator() => new(_store, _low, _high);

    IEnumerator<Block> IEnumerable<Block>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
