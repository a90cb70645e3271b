using System.Buffers.Binary;
using System.IO.Compression;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>Reads <see cref="SnapshotFormat"/>, trusting nothing: a section is read in steps, checked, unpacked into a buffer of fixed size, and then checked again.</summary>
internal sealed class SnapshotReader
{
    private const int Step = 64 * 1024;
    private readonly Stream _from;
    private readonly byte[] _raw = new byte[SnapshotFormat.MostRaw];
    private readonly Brick _brick = new();
    private byte[] _packed = [];
    private uint _number, _chain;
    private int _lastBrick = -1;
    private string _place = "The head of the snapshot";

    private SnapshotReader(Stream from) => _from = from;

    public static BlockArray Read(Stream from, TimeProvider time)
    {
        SnapshotReader reader = new(from);
        (BlockArray array, long blocks, int bricks, int links) = reader.Head(time);
        while (reader.Section(array, out int seen))
        {
            bricks -= seen;
        }

        if (array.Count != blocks || bricks != 0 || array.LinkCount != links) throw reader.Wrong("is not all that the head announces");
        return array;
    }

    private InvalidDataException Wrong(string why) => new($"{_place} {why}.");

    private (BlockArray Array, long Blocks, int Bricks, int Links) Head(TimeProvider time)
    {
        Span<byte> head = stackalloc byte[SnapshotFormat.HeadBytes];
        Fill(head);
        if (!head.StartsWith(SnapshotFormat.Magic)) throw new InvalidDataException("This is no snapshot of a grid: it does not begin with UNUMGRID.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[44..]) != SnapshotFormat.Crc(head[..44])) throw Wrong("is damaged: its checksum does not fit");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        if (version != SnapshotFormat.Version)
            throw Wrong(FormattableString.Invariant($"says version {version}; this program reads version {SnapshotFormat.Version}"));
        try
        {
            BlockArray array = new(
                new(BinaryPrimitives.ReadInt32LittleEndian(head[12..]), BinaryPrimitives.ReadInt32LittleEndian(head[16..]), BinaryPrimitives.ReadInt32LittleEndian(head[20..])),
                time,
                BinaryPrimitives.ReadSingleLittleEndian(head[24..]));
            return (array, BinaryPrimitives.ReadInt64LittleEndian(head[28..]), BinaryPrimitives.ReadInt32LittleEndian(head[36..]), BinaryPrimitives.ReadInt32LittleEndian(head[40..]));
        }
        catch (ArgumentOutOfRangeException no)
        {
            throw new InvalidDataException($"{_place} is of no possible grid: {no.Message}", no);
        }
    }

    /// <summary>Reads a section; false after the last one.</summary>
    private bool Section(BlockArray array, out int bricks)
    {
        bricks = 0;
        _place = FormattableString.Invariant($"Section {_number} of the snapshot");
        Span<byte> head = stackalloc byte[SnapshotFormat.SectionBytes];
        Fill(head);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[SnapshotFormat.SectionHeadCrcAt..]) != SnapshotFormat.Crc(head[..SnapshotFormat.SectionHeadCrcAt]))
            throw Wrong("is damaged: the checksum of its head does not fit");
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(head), number = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        int first = BinaryPrimitives.ReadInt32LittleEndian(head[8..]), items = BinaryPrimitives.ReadInt32LittleEndian(head[12..]);
        int raw = BinaryPrimitives.ReadInt32LittleEndian(head[16..]), packed = BinaryPrimitives.ReadInt32LittleEndian(head[20..]);
        _place = kind switch
        {
            SnapshotFormat.BricksKind => FormattableString.Invariant($"Section {_number} of the snapshot ({items} bricks from {first} at {Brick.OriginOf(first)} on)"),
            SnapshotFormat.LinksKind => FormattableString.Invariant($"Section {_number} of the snapshot ({items} links from brick {first} on)"),
            SnapshotFormat.EndKind => FormattableString.Invariant($"Section {_number}, the end of the snapshot,"),
            _ => throw Wrong(FormattableString.Invariant($"is of an unknown kind, {kind}")),
        };
        if (number != _number++) throw Wrong(FormattableString.Invariant($"bears the number {number}: sections are missing, doubled or out of order"));
        if (raw is < 0 or > SnapshotFormat.MostRaw || packed < 0 || packed > BrotliEncoder.GetMaxCompressedLength(SnapshotFormat.MostRaw) || items < 0)
            throw Wrong("claims an impossible length");
        Payload(head, packed, raw);
        if (kind == SnapshotFormat.EndKind)
        {
            if (raw != 0 || (uint)first != _chain) throw Wrong("does not fit the sections before");
            return false;
        }

        _chain = SnapshotFormat.Crc(head, _chain);
        if (kind == SnapshotFormat.LinksKind) Links(array, items, _raw.AsSpan(0, raw));
        else Bricks(array, first, bricks = items, _raw.AsSpan(0, raw));
        return true;
    }

    private void Payload(ReadOnlySpan<byte> head, int packed, int raw)
    {
        for (int have = 0; have < packed;)
        {
            int more = Math.Min(Step, packed - have);
            if (_packed.Length < have + more) Array.Resize(ref _packed, Math.Min(packed, (have + more) * 2));
            Fill(_packed.AsSpan(have, more));
            have += more;
        }

        ReadOnlySpan<byte> payload = _packed.AsSpan(0, packed);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[28..]) != SnapshotFormat.Crc(payload)) throw Wrong("is damaged: its checksum does not fit");
        if (packed > 0 != raw > 0 || (packed > 0 && (!BrotliDecoder.TryDecompress(payload, _raw.AsSpan(0, raw), out int unpacked) || unpacked != raw)))
            throw Wrong("cannot be unpacked to the length that it claims");
    }

    private void Bricks(BlockArray array, int first, int items, ReadOnlySpan<byte> raw)
    {
        if (items == 0 || raw.Length < 12) throw Wrong("is empty");
        int indexLength = BinaryPrimitives.ReadInt32LittleEndian(raw), keysLength = BinaryPrimitives.ReadInt32LittleEndian(raw[4..]);
        int timesLength = BinaryPrimitives.ReadInt32LittleEndian(raw[8..]);
        if (indexLength < 0 || keysLength < 0 || timesLength < 0 || (long)indexLength + keysLength + timesLength > raw.Length - 12) throw Wrong("claims an impossible length");
        ReadOnlySpan<byte> index = raw.Slice(12, indexLength), keys = raw.Slice(12 + indexLength, keysLength), times = raw.Slice(12 + indexLength + keysLength, timesLength);
        ReadOnlySpan<byte> figures = raw[(12 + indexLength + keysLength + timesLength)..];
        (int values, int kappas) = Sums(index, items);
        if (figures.Length != 4 * (values + (long)kappas)) throw Wrong("has another number of values than blocks");
        long time = 0;
        int code = first, value = 0, kappa = 0;
        for (int i = 0; i < items; i++)
        {
            code += (int)Math.Min(Varint(ref index), int.MaxValue / 2);
            ulong population = Varint(ref index);
            bool several = (population & 1) != 0, own = (population & 2) != 0;
            if (code <= _lastBrick || code >= array.EndOfBricks) throw Wrong(FormattableString.Invariant($"has brick {code} out of order or outside the grid"));
            _brick.Code = _lastBrick = code;
            _brick.Count = (int)(population >> 2) + 1;
            Keys(array, ref keys);
            for (int block = 0; block < _brick.Count; block++)
            {
                if (block == 0 || several)
                {
                    ulong zigzag = Varint(ref times);
                    time += (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
                    if ((ulong)time >= BlockArray.EndOfTime) throw Wrong(FormattableString.Invariant($"has an impossible time in brick {code}"));
                }

                _brick.TimeColumn[block] = time;
                _brick.ValueColumn[block] = Plane(figures, values, value++);
                _brick.KappaColumn[block] = own ? Plane(figures[(4 * values)..], kappas, kappa++) : array.Kappa0;
                if (!float.IsFinite(_brick.ValueColumn[block]) || _brick.KappaColumn[block] is not (>= 0 and <= 1))
                    throw Wrong(FormattableString.Invariant($"has an impossible value or kappa in brick {code}"));
            }

            array.Adopt(_brick);
        }

        if (!index.IsEmpty || !keys.IsEmpty || !times.IsEmpty) throw Wrong("is longer than its bricks");
    }

    private (int Values, int Kappas) Sums(ReadOnlySpan<byte> index, int items)
    {
        int values = 0, kappas = 0;
        for (int i = 0; i < items; i++)
        {
            Varint(ref index);
            ulong population = Varint(ref index);
            if (population >> 2 >= Brick.Volume) throw Wrong("has a brick of an impossible population");
            values += (int)(population >> 2) + 1;
            if ((population & 2) != 0) kappas += (int)(population >> 2) + 1;
        }

        return (values, kappas);
    }

    private void Keys(BlockArray array, ref ReadOnlySpan<byte> keys)
    {
        ulong[] mask = _brick.MaskWords;
        Array.Clear(mask);
        if (_brick.Count > SnapshotFormat.MostGaps)
        {
            if (keys.Length < 64) throw Wrong("ends within a brick");
            for (int i = 0; i < 8; i++) mask[i] = BinaryPrimitives.ReadUInt64LittleEndian(keys[(8 * i)..]);
            keys = keys[64..];
        }
        else
        {
            ulong before = 0;
            for (int i = 0; i < _brick.Count; i++)
            {
                ulong key = before + Varint(ref keys);
                if (key >= Brick.Volume) throw Wrong(FormattableString.Invariant($"has a block outside brick {_brick.Code}"));
                mask[key >> 6] |= 1UL << (int)key;
                before = key + 1;
            }
        }

        int count = 0;
        foreach (ulong word in mask) count += System.Numerics.BitOperations.PopCount(word);
        if (count != _brick.Count) throw Wrong(FormattableString.Invariant($"has another population than brick {_brick.Code} claims"));
        if (!array.IsInside(_brick.Code, mask)) throw Wrong(FormattableString.Invariant($"has blocks of brick {_brick.Code} outside the grid"));
    }

    private static float Plane(ReadOnlySpan<byte> planes, int length, int at) => BitConverter.UInt32BitsToSingle(
        ((uint)planes[at] << 24) | ((uint)planes[length + at] << 16) | ((uint)planes[(2 * length) + at] << 8) | planes[(3 * length) + at]);

    private void Links(BlockArray array, int items, ReadOnlySpan<byte> raw)
    {
        if (items == 0 || raw.Length != items * 8L) throw Wrong("has another number of links than it claims");
        for (; !raw.IsEmpty; raw = raw[8..])
        {
            Coordinate a = Morton.Decode(BinaryPrimitives.ReadUInt32LittleEndian(raw)), b = Morton.Decode(BinaryPrimitives.ReadUInt32LittleEndian(raw[4..]));
            bool possible = array.Dimensions.Contains(a) && array.Dimensions.Contains(b) && a != b && array.IsActive(a) && array.IsActive(b);
            if (!possible || !array.Link(a, b)) throw Wrong(FormattableString.Invariant($"has an impossible or doubled link, {a} to {b}"));
        }
    }

    private ulong Varint(ref ReadOnlySpan<byte> from)
    {
        ulong number = 0;
        for (int i = 0; i < 10; i++)
        {
            if (i == from.Length) throw Wrong("ends within a number");
            number |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] >= 0x80) continue;
            from = from[(i + 1)..];
            return number;
        }

        throw Wrong("has a number of more than 64 bits");
    }

    private void Fill(Span<byte> bytes)
    {
        int read = _from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length) throw Wrong("is cut short: the file ends there");
    }
}
