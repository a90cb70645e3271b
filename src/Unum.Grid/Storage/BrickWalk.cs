using System.Numerics;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// Finds the bricks with blocks that a box touches, in Morton order. Where a code is aligned to an octant that lies outside the box, or to a directory page that
/// holds nothing, the whole of it is passed over.
/// </summary>
internal struct BrickWalk
{
    private readonly BrickDirectory _directory;
    private readonly int _lowX, _lowY, _lowZ, _highX, _highY, _highZ;
    private readonly int _end;
    private readonly bool _whole;
    private int _next;

    public BrickWalk(BrickDirectory directory, Coordinate low, Coordinate high)
    {
        _directory = directory;
        (_lowX, _lowY, _lowZ) = (low.X >> 3, low.Y >> 3, low.Z >> 3);
        (_highX, _highY, _highZ) = (high.X >> 3, high.Y >> 3, high.Z >> 3);
        _next = Brick.CodeOf(low);
        _end = Math.Min(Brick.CodeOf(high) + 1, directory.Length);
        _whole = _next == 0 && _end == directory.Length;
        Code = -1;
    }

    public int Code { get; private set; }

    public uint Entry { get; private set; }

    public bool MoveNext()
    {
        while (_next < _end)
        {
            int code = _next;
            if ((code & (BrickDirectory.PageLength - 1)) == 0 && _directory.Page(code >> BrickDirectory.PageShift).IsEmpty)
            {
                _next += BrickDirectory.PageLength;
                continue;
            }

            if (!_whole && PassOver(code)) continue;
            _next++;
            uint entry = _directory.Read(code);
            if ((int)entry >= 0) continue;
            Code = code;
            Entry = entry;
            return true;
        }

        return false;
    }

    private bool PassOver(int code)
    {
        Coordinate at = Morton.Decode((uint)code);
        for (int level = code == 0 ? 7 : Math.Min(7, BitOperations.TrailingZeroCount(code) / 3); level >= 0; level--)
        {
            int edge = (1 << level) - 1;
            if (at.X <= _highX && at.X + edge >= _lowX && at.Y <= _highY && at.Y + edge >= _lowY && at.Z <= _highZ && at.Z + edge >= _lowZ) continue;
            _next += 1 << (3 * level);
            return true;
        }

        return false;
    }
}
