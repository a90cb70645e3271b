using System.Runtime.CompilerServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// Writes many blocks one after another, in any order, all with one activation time. Made by <see cref="BlockArray.Write"/>; the array shows all that was written
/// after <see cref="Flush"/> or <see cref="Dispose"/>, and may be changed otherwise meanwhile, on the same thread.
/// </summary>
/// <remarks>
/// Purpose: an insertion into a place that nobody looked at lately waits for memory twice, for the directory and for the slot. So writes that hop from brick to
/// brick are queued, and the whole queue waits at the same time; writes that stay in a brick make it dense, where one more moves nothing, and go on there without
/// looking. A thousand bricks stay open so, whatever the order in which a region is filled; the one that was opened first is packed first.
/// </remarks>
public sealed unsafe class BlockWriter : IDisposable
{
    private const int QueueLength = 64, Half = QueueLength / 2, OpenAfter = 4, MostOpen = 1024, Places = 4096;
    private static readonly Place Nowhere = new(-1, null);
    private readonly BrickStore _store;
    private readonly Dimensions _dimensions;
    private readonly long _milliseconds;
    private readonly ulong[] _queue = new ulong[QueueLength];
    private uint _asked, _found, _put;
    private int _last = -1, _inARow;

    // The brick that was written last, when it is open: its least corner and where it is. An edge of 0 holds no block.
    private int _hotX, _hotY, _hotZ;
    private uint _hotEdge;
    private byte* _hot;

    // Open bricks in the order of their opening, and where they are found by their code: at a place that a later one may take.
    private int[] _open = [];
    private Place[] _places = [];
    private int _nextOpen;

    internal BlockWriter(BrickStore store, Dimensions dimensions, long milliseconds)
    {
        _store = store;
        _dimensions = dimensions;
        _milliseconds = milliseconds;
    }

    /// <summary>Writes a value; activates the block if need be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or the value is not finite; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Coordinate at, float value)
    {
        // In the open brick all three axes differ from its least corner in their lowest bits only; such a brick is wholly inside the grid.
        int x = at.X ^ _hotX, y = at.Y ^ _hotY, z = at.Z ^ _hotZ;
        if ((uint)(x | y | z) < _hotEdge && float.IsFinite(value)) SetHere(x | (y << 3) | (z << 6), value);
        else SetAnywhere(at, value);
    }

    /// <summary>Puts what waits into the array, and bricks that stood open into the layout that fits them.</summary>
    public void Flush()
    {
        Drain(0);
        for (int i = 0; i < _open.Length; i++)
        {
            if (_open[i] >= 0) _store.Pack(_open[i]);
            _open[i] = -1;
        }

        Forget();
        _store.CompactWhenWasteful();
    }

    /// <inheritdoc cref="Flush"/>
    public void Dispose()
    {
        if (_store.Writer != this) return;
        Flush();
        _store.Writer = null;
    }

    /// <summary>Some brick may move that this did not open or fill.</summary>
    internal void Forget()
    {
        _hotEdge = 0;
        Array.Fill(_places, Nowhere);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetHere(int key, float value)
    {
        ref ulong word = ref ((ulong*)_hot)[(uint)key >> 6];
        ((float*)(_hot + Slab.MaskBytes))[(uint)key] = value;
        ulong before = word, after = before | (1UL << key);
        word = after;
        if (before != after) _store.Count++;
    }

    private void SetAnywhere(Coordinate at, float value)
    {
        ObjectDisposedException.ThrowIf(_store.Writer != this, this);
        _dimensions.Check(at);
        BlockArray.CheckValue(value);
        int code = Brick.CodeOf(at), key = BlockArray.KeyOf(at);
        if (_open.Length > 0 && PlaceOf(code).Code == code)
        {
            Heat(at, PlaceOf(code).Slot);
            SetHere(key, value);
            return;
        }

        if (_asked - _put == QueueLength) Put();
        _queue[_asked++ % QueueLength] = Batch.Item(code, key, value);
        _store.Directory.Prefetch(code);
        if (_asked - _found == Half) Find();
        _inARow = code == _last ? _inARow + 1 : 1;
        _last = code;
        if (_inARow < OpenAfter) return;
        Drain(OpenAfter);
        if (TryOpen(code, at)) Fill();
        else Drain(0);
    }

    /// <summary>Its entry has come meanwhile: starts to fetch the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Find() => _store.PrefetchSlot(Batch.BrickOf(_queue[_found++ % QueueLength]));

    /// <summary>Its slot has come meanwhile: puts it there. No open brick is moved by that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put()
    {
        ulong item = _queue[_put++ % QueueLength];
        _store.Put(Batch.BrickOf(item), Batch.KeyOf(item), Batch.ValueOf(item), _milliseconds);
    }

    private void Drain(uint butLast)
    {
        while (_found != _asked) Find();
        while (_asked - _put > butLast) Put();
    }

    /// <summary>What waits belongs into the open brick.</summary>
    private void Fill()
    {
        for (; _put != _asked; _put++)
        {
            ulong item = _queue[_put % QueueLength];
            SetHere(Batch.KeyOf(item), Batch.ValueOf(item));
        }

        _found = _put;
    }

    private bool TryOpen(int code, Coordinate at)
    {
        Coordinate last = new(at.X | (Brick.Edge - 1), at.Y | (Brick.Edge - 1), at.Z | (Brick.Edge - 1));
        if (!_dimensions.Contains(last)) return false;
        byte* slot = _store.Open(code, _milliseconds);
        if (slot == null) return false;
        if (_open.Length == 0)
        {
            _open = new int[MostOpen];
            _places = new Place[Places];
            Array.Fill(_open, -1);
            Array.Fill(_places, Nowhere);
        }

        int oldest = _open[_nextOpen];
        if (oldest >= 0 && oldest != code)
        {
            if (PlaceOf(oldest).Code == oldest) PlaceOf(oldest) = Nowhere;
            _store.Pack(oldest);
        }

        _open[_nextOpen] = code;
        _nextOpen = (_nextOpen + 1) % MostOpen;
        PlaceOf(code) = new(code, slot);
        Heat(at, slot);
        return true;
    }

    /// <summary>Where the next write into a block's brick goes without looking.</summary>
    private void Heat(Coordinate at, byte* slot)
    {
        const int mask = -Brick.Edge;
        (_hotX, _hotY, _hotZ, _hotEdge) = (at.X & mask, at.Y & mask, at.Z & mask, Brick.Edge);
        _hot = slot;
    }

    private ref Place PlaceOf(int code) => ref _places[(int)((uint)code * 2654435769u >> 20)];

    private readonly struct Place(int code, byte* slot)
    {
        public readonly int Code = code;
        public readonly byte* Slot = slot;
    }
}
