using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// Walks the active blocks of a box in Morton order: bricks by code, passing over the octants that the box does not touch, and inside a brick by a mask whose
/// bits are in Morton order too.
/// </summary>
public struct BlockEnumerator : IEnumerator<Block>
{
    private static readonly ushort[] MortonOfKey = MakeMorton(), KeyOfMorton = Invert();
    private readonly BrickStore _store;
    private readonly Coordinate _low, _high;
    private BrickWalk _bricks;
    private Words _left;
    private int _word;
    private uint _entry;
    private Coordinate _origin;
    private Block _current;

    internal BlockEnumerator(BrickStore store, Coordinate low, Coordinate high)
    {
        _store = store;
        _low = low;
        _high = high;
        _bricks = new(store.Directory, low, high);
        _word = Brick.Volume / 64;
    }

    /// <inheritdoc/>
    public readonly Block Current => _current;

    readonly object IEnumerator.Current => _current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        while (true)
        {
            for (; _word < Brick.Volume / 64; _word++)
            {
                while (_left[_word] != 0)
                {
                    int key = KeyOfMorton[(_word << 6) + BitOperations.TrailingZeroCount(_left[_word])];
                    _left[_word] &= _left[_word] - 1;
                    Coordinate at = new(_origin.X + (key & 7), _origin.Y + (key >> 3 & 7), _origin.Z + (key >> 6));
                    if (at.X < _low.X || at.X > _high.X || at.Y < _low.Y || at.Y > _high.Y || at.Z < _low.Z || at.Z > _high.Z) continue;
                    _current = _store.BlockAt(_entry, key, at);
                    return true;
                }
            }

            if (!_bricks.MoveNext()) return false;
            Enter();
        }
    }

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public readonly void Reset() => throw new NotSupportedException();

    /// <summary>Nothing to free.</summary>
    public readonly void Dispose()
    {
    }

    private static ushort[] MakeMorton()
    {
        ushort[] codes = new ushort[Brick.Volume];
        for (uint key = 0; key < codes.Length; key++) codes[key] = (ushort)Morton.Encode(key & 7, key >> 3 & 7, key >> 6);
        return codes;
    }

    private static ushort[] Invert()
    {
        ushort[] keys = new ushort[Brick.Volume];
        for (int key = 0; key < keys.Length; key++) keys[MortonOfKey[key]] = (ushort)key;
        return keys;
    }

    private void Enter()
    {
        _entry = _bricks.Entry;
        _origin = Brick.OriginOf(_bricks.Code);
        _word = 0;
        _left = default;
        Span<ulong> mask = stackalloc ulong[8];
        ref byte slot = ref _store.Slot(_entry, out Slab slab);
        slab.ReadMask(ref slot, mask);
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                int code = MortonOfKey[(word << 6) + BitOperations.TrailingZeroCount(bits)];
                _left[code >> 6] |= 1UL << (code & 63);
            }
        }
    }

    [InlineArray(Brick.Volume / 64)]
    private struct Words
    {
#pragma warning disable RCS1213 // an inline array is used through its index alone
        private ulong _first;
#pragma warning restore RCS1213
    }
}
