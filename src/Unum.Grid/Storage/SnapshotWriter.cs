using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>Writes <see cref="SnapshotFormat"/>: bricks in Morton order, about 192 KB a section, each compressed by itself.</summary>
internal sealed class SnapshotWriter
{
    private const int Quality = 5, Window = 18;
    private readonly Stream _to;
    private readonly ArrayBufferWriter<byte> _index = new(), _keys = new(), _times = new(), _raw = new();
    private readonly List<float> _values = [], _kappas = [];
    private uint _number, _chain;
    private int _first, _last, _items;
    private long _time;

    private SnapshotWriter(Stream to) => _to = to;

    public static void Write(BlockArray array, Stream to)
    {
        SnapshotWriter writer = new(to);
        int bricks = 0;
        foreach (int _ in array.Bricks()) bricks++;
        writer.Head(array, bricks);
        Brick brick = new();
        foreach (int code in array.Bricks())
        {
            array.ReadBrick(code, brick);
            writer.Add(brick, array.Kappa0);
        }

        writer.CloseBricks();
        writer.Links(array);
        writer.Section(SnapshotFormat.EndKind, (int)writer._chain, 0, []);
    }

    private static void Varint(ArrayBufferWriter<byte> to, ulong number)
    {
        Span<byte> span = to.GetSpan(10);
        int length = 0;
        for (; number >= 0x80; number >>= 7) span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        to.Advance(length);
    }

    private void Head(BlockArray array, int bricks)
    {
        Span<byte> head = stackalloc byte[SnapshotFormat.HeadBytes];
        SnapshotFormat.Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], SnapshotFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], array.Dimensions.X);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], array.Dimensions.Y);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], array.Dimensions.Z);
        BinaryPrimitives.WriteSingleLittleEndian(head[24..], array.Kappa0);
        BinaryPrimitives.WriteInt64LittleEndian(head[28..], array.Count);
        BinaryPrimitives.WriteInt32LittleEndian(head[36..], bricks);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], array.LinkCount);
        BinaryPrimitives.WriteUInt32LittleEndian(head[44..], SnapshotFormat.Crc(head[..44]));
        _to.Write(head);
    }

    private void Add(Brick brick, float kappa0)
    {
        if (_items == 0)
        {
            _first = _last = brick.Code;
            _time = 0;
        }

        bool several = brick.ActivatedMilliseconds.ContainsAnyExcept(brick.ActivatedMilliseconds[0]), kappas = brick.Kappas.ContainsAnyExcept(kappa0);
        Varint(_index, (ulong)(brick.Code - _last));
        Varint(_index, ((ulong)(brick.Count - 1) << 2) | (several ? 1u : 0) | (kappas ? 2u : 0));
        _last = brick.Code;
        _items++;
        Keys(brick);
        foreach (long time in several ? brick.ActivatedMilliseconds : brick.ActivatedMilliseconds[..1])
        {
            long delta = time - _time;
            Varint(_times, (ulong)((delta << 1) ^ (delta >> 63)));
            _time = time;
        }

        _values.AddRange(brick.Values);
        if (kappas) _kappas.AddRange(brick.Kappas);
        if (_index.WrittenCount + _keys.WrittenCount + _times.WrittenCount + (4 * (_values.Count + _kappas.Count)) >= SnapshotFormat.FullRaw) CloseBricks();
    }

    private void Keys(Brick brick)
    {
        if (brick.Count > SnapshotFormat.MostGaps)
        {
            Span<byte> mask = _keys.GetSpan(64);
            for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt64LittleEndian(mask[(i * 8)..], brick.Mask[i]);
            _keys.Advance(64);
            return;
        }

        int before = -1;
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = brick.Mask[word]; bits != 0; bits &= bits - 1)
            {
                int key = (word << 6) + BitOperations.TrailingZeroCount(bits);
                Varint(_keys, (ulong)(key - before - 1));
                before = key;
            }
        }
    }

    private void CloseBricks()
    {
        if (_items == 0) return;
        _raw.ResetWrittenCount();
        foreach (ArrayBufferWriter<byte> part in (ArrayBufferWriter<byte>[])[_index, _keys, _times])
        {
            BinaryPrimitives.WriteInt32LittleEndian(_raw.GetSpan(4), part.WrittenCount);
            _raw.Advance(4);
        }

        foreach (ArrayBufferWriter<byte> part in (ArrayBufferWriter<byte>[])[_index, _keys, _times])
        {
            _raw.Write(part.WrittenSpan);
            part.ResetWrittenCount();
        }

        Planes(_values);
        Planes(_kappas);
        Section(SnapshotFormat.BricksKind, _first, _items, _raw.WrittenSpan);
        _items = 0;
    }

    private void Planes(List<float> figures)
    {
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(CollectionsMarshal.AsSpan(figures));
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            Span<byte> plane = _raw.GetSpan(bits.Length + 1);
            for (int i = 0; i < bits.Length; i++) plane[i] = (byte)(bits[i] >> shift);
            _raw.Advance(bits.Length);
        }

        figures.Clear();
    }

    private void Links(BlockArray array)
    {
        _raw.ResetWrittenCount();
        int items = 0, first = 0;
        foreach ((Coordinate a, Coordinate b) in array.Links())
        {
            if (items == 0) first = Brick.CodeOf(a);
            Span<byte> pair = _raw.GetSpan(8);
            BinaryPrimitives.WriteUInt32LittleEndian(pair, Morton.Encode(a));
            BinaryPrimitives.WriteUInt32LittleEndian(pair[4..], Morton.Encode(b));
            _raw.Advance(8);
            items++;
            if (_raw.WrittenCount < SnapshotFormat.FullRaw) continue;
            Section(SnapshotFormat.LinksKind, first, items, _raw.WrittenSpan);
            _raw.ResetWrittenCount();
            items = 0;
        }

        if (items > 0) Section(SnapshotFormat.LinksKind, first, items, _raw.WrittenSpan);
    }

    private void Section(uint kind, int first, int items, ReadOnlySpan<byte> raw)
    {
        byte[] packed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(raw.Length));
        try
        {
            int length = 0;
            if (!raw.IsEmpty)
                Invariant.Holds(BrotliEncoder.TryCompress(raw, packed, out length, Quality, Window), "the buffer is as long as the encoder asks for");
            Span<byte> head = stackalloc byte[SnapshotFormat.SectionBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(head, kind);
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], _number++);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], first);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], items);
            BinaryPrimitives.WriteInt32LittleEndian(head[16..], raw.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[20..], length);
            BinaryPrimitives.WriteUInt32LittleEndian(head[SnapshotFormat.SectionHeadCrcAt..], SnapshotFormat.Crc(head[..SnapshotFormat.SectionHeadCrcAt]));
            uint crc = SnapshotFormat.Crc(packed.AsSpan(0, length));
            BinaryPrimitives.WriteUInt32LittleEndian(head[28..], crc);
            _chain = SnapshotFormat.Crc(head, _chain);
            _to.Write(head);
            _to.Write(packed, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }
}
