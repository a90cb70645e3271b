using System.Runtime.CompilerServices;

namespace Unum.Femto.Memory;

/// <summary>
/// One hash table for the bit histories of all orders: whichever order needs room takes it. A slot serves one context for
/// <c>Step</c> successive bits of a byte: byte 0 checks the hash, bytes 1..2^Step-1 are the nodes' histories (1 is the root).
/// Slots lie in groups of eight; a miss replaces the slot of its group that has seen least.
/// </summary>
internal sealed class SlotTable
{
    private const int GroupSlots = 8;
    private readonly byte[] _bytes;
    private readonly uint _groups;
    private readonly int _slotBytes;
    private readonly int _empty;

    /// <summary>A table of at most <paramref name="bytes"/> bytes whose slots serve <paramref name="step"/> bits each.</summary>
    public SlotTable(int bytes, int step)
    {
        Step = step;
        _slotBytes = 1 << step;
        _groups = (uint)Math.Max(1, bytes / (_slotBytes * GroupSlots));
        _empty = (int)_groups * _slotBytes * GroupSlots;
        _bytes = new byte[_empty + _slotBytes];
    }

    /// <summary>Bits of a byte that one slot serves.</summary>
    public int Step { get; }

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => _bytes.Length;

    /// <summary>All slots, for saving and for reading histories by place.</summary>
    public byte[] Raw => _bytes;

    /// <summary>Place of the slot that is always empty; who may not learn reads it when a context is unknown.</summary>
    public int Empty => _empty;

    /// <summary>The place of a context's slot.</summary>
    /// <param name="hash">Hash of the context and of the bits of this byte so far.</param>
    /// <param name="claim">Whether an unknown context takes the place of the least seen one; otherwise it reads <see cref="Empty"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong hash, bool claim)
    {
        int group = (int)(((hash >> 32) * _groups) >> 32) * _slotBytes * GroupSlots;
        byte check = (byte)Math.Max(1, (hash >> 16) & 0xFF);
        int least = group, leastSeen = int.MaxValue;
        for (int i = 0, slot = group; i < GroupSlots; i++, slot += _slotBytes)
        {
            if (_bytes[slot] == check) return slot;
            int seen = _bytes[slot + 1];
            if (seen < leastSeen) (least, leastSeen) = (slot, seen);
        }

        return claim ? Claim(least, group, check) : _empty;
    }

    private int Claim(int least, int group, byte check)
    {
        Span<byte> slot = _bytes.AsSpan(least, _slotBytes);
        slot.Clear();
        slot[0] = check;
        return least;
    }
}
