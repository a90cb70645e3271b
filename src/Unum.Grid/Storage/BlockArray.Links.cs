using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <content>Links.</content>
public sealed partial class BlockArray
{
    /// <summary>Links two active blocks, both ways.</summary>
    /// <returns>Whether they were not linked.</returns>
    /// <exception cref="ArgumentException">They are one block, or outside the grid.</exception>
    /// <exception cref="InvalidOperationException">One is not active.</exception>
    public bool Link(Coordinate a, Coordinate b)
    {
        bool first = IsActive(a), second = IsActive(b);
        if (a == b) throw new ArgumentException("A block is not linked to itself.", nameof(b));
        if (!first || !second)
            throw new InvalidOperationException(FormattableString.Invariant($"Only active blocks are linked: activate {(first ? b : a)} first."));
        if (!_links.Add(Morton.Encode(a), Morton.Encode(b))) return false;
        _store.MarkDirty(Brick.CodeOf(a));
        _store.MarkDirty(Brick.CodeOf(b));
        return true;
    }

    /// <summary>Takes a link away.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public bool Unlink(Coordinate a, Coordinate b)
    {
        Dimensions.Check(a);
        Dimensions.Check(b);
        if (!_links.Remove(Morton.Encode(a), Morton.Encode(b))) return false;
        _store.MarkDirty(Brick.CodeOf(a));
        _store.MarkDirty(Brick.CodeOf(b));
        return true;
    }

    /// <summary>The blocks that a block is linked to, in Morton order: a copy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid.</exception>
    public IReadOnlyList<Coordinate> Links(Coordinate at)
    {
        Dimensions.Check(at);
        return _links.Blocks == 0 ? [] : [.. _links.Of(Morton.Encode(at)).Select(Morton.Decode)];
    }

    /// <summary>Every link once, in Morton order of its lesser end.</summary>
    public IEnumerable<(Coordinate A, Coordinate B)> Links() => _links.All().Select(link => (Morton.Decode(link.A), Morton.Decode(link.B)));

    /// <summary>How many links there are.</summary>
    public int LinkCount => _links.Count;

    private void Unlink(uint code)
    {
        foreach (uint partner in _links.RemoveAll(code)) _store.MarkDirty((int)(partner >> 9));
    }
}
