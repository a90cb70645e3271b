using System.Collections;

namespace Unum.Grid.Storage;

/// <summary>Morton codes of bricks, ascending. foreach over it allocates nothing; the array must not change meanwhile.</summary>
public readonly struct BrickSequence : IEnumerable<int>
{
    private readonly List<int> _codes;

    internal BrickSequence(List<int> codes) => _codes = codes;

    /// <summary>Starts.</summary>
    public List<int>.Enumerator GetEnumerator() => _codes.GetEnumerator();

    IEnumerator<int> IEnumerable<int>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
