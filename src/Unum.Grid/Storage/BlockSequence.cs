using System.Collections;

namespace Unum.Grid.Storage;

/// <summary>Active blocks in Morton order. foreach over it allocates nothing; the array must not change meanwhile.</summary>
public readonly struct BlockSequence : IEnumerable<Block>
{
    private readonly List<Block> _blocks;

    internal BlockSequence(List<Block> blocks) => _blocks = blocks;

    /// <summary>Starts.</summary>
    public List<Block>.Enumerator GetEnumerator() => _blocks.GetEnumerator();

    IEnumerator<Block> IEnumerable<Block>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
