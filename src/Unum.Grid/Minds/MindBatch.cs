using System.Runtime.InteropServices;

namespace Unum.Grid.Minds;

/// <summary>
/// Minds collected from some bricks to read one text: equal records once, then 16 at a time on as many threads as there are lanes.
/// </summary>
internal sealed class MindBatch(BlockCore core, float rate, MindLanes[] lanes)
{
    private readonly List<(int Brick, int Index, int Packed, int Unique)> _items = [];
    private readonly int _stride = core.Stride;
    private readonly byte[] _newborn = Newborn(core.Stride);
    private byte[] _records = new byte[1024 * core.Stride];
    private float[] _bits = new float[1024];
    private int[] _table = new int[2048];
    private int _unique;

    /// <summary>Minds collected.</summary>
    public int Count => _items.Count;

    /// <summary>Minds worked out so far, over all batches.</summary>
    public long Computed { get; private set; }

    /// <summary>Surprise of the batch in bits, summed over its minds in order.</summary>
    public double Bits { get; private set; }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _items.Clear();
        _unique = 0;
        Bits = 0;
        Array.Clear(_table);
    }

    /// <summary>Which brick of the batch a mind is from.</summary>
    public int BrickOf(int item) => _items[item].Brick;

    /// <summary>Its block's index in the brick.</summary>
    public int IndexOf(int item) => _items[item].Index;

    /// <summary>Its block's place in the brick's packed columns.</summary>
    public int PackedOf(int item) => _items[item].Packed;

    /// <summary>Its record.</summary>
    public ReadOnlySpan<byte> Record(int item) => _records.AsSpan(_items[item].Unique * _stride, _stride);

    /// <summary>Adds a mind; an empty record stands for a newborn.</summary>
    public void Add(int brick, int index, int packed, ReadOnlySpan<byte> record) => _items.Add((brick, index, packed, Find(record.IsEmpty ? _newborn : record)));

    /// <summary>Every mind reads the text.</summary>
    public void Run(byte[] text)
    {
        int groups = (_unique + LaneMath.Lanes - 1) / LaneMath.Lanes;
        int next = -1;
        if (lanes.Length == 1 || groups == 1) Work(0);
        else Parallel.For(0, Math.Min(lanes.Length, groups), new ParallelOptions { MaxDegreeOfParallelism = lanes.Length }, Work);
        foreach ((_, _, _, int unique) in _items) Bits += _bits[unique];
        Computed += _unique;

        void Work(int thread)
        {
            for (int group = Interlocked.Increment(ref next); group < groups; group = Interlocked.Increment(ref next))
            {
                int first = group * LaneMath.Lanes, minds = Math.Min(LaneMath.Lanes, _unique - first);
                Read(lanes[thread], text, _records.AsSpan(first * _stride, minds * _stride), _bits.AsSpan(first, minds));
            }
        }
    }

    /// <summary>One mind reads a text.</summary>
    /// <returns>Its surprise in bits.</returns>
    public double ReadOne(Span<byte> record, byte[] text)
    {
        float bits = 0;
        Read(lanes[0], text, record, new Span<float>(ref bits));
        Computed++;
        return bits;
    }

    private static byte[] Newborn(int stride)
    {
        byte[] record = new byte[stride];
        BlockMind.Birth(record);
        return record;
    }

    private void Read(MindLanes lane, byte[] text, Span<byte> records, Span<float> bits)
    {
        Span<float> part = stackalloc float[LaneMath.Lanes];
        bits.Clear();
        for (int at = 0; at < text.Length; at += BlockMind.Context)
        {
            lane.Read(text.AsSpan(at, Math.Min(BlockMind.Context, text.Length - at)), records, part[..bits.Length], rate);
            for (int i = 0; i < bits.Length; i++) bits[i] += part[i];
        }
    }

    /// <summary>Place of an equal record, or of this one, newly added. Open addressing; entries are places + 1.</summary>
    private int Find(ReadOnlySpan<byte> record)
    {
        ulong hash = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(record)) hash = (System.Numerics.BitOperations.RotateLeft(hash, 23) ^ word) * 0x9E3779B97F4A7C15;
        if (_unique * 2 >= _table.Length) Rehash();
        int slot = (int)(hash >> 40) & (_table.Length - 1);
        for (; _table[slot] != 0; slot = (slot + 1) & (_table.Length - 1))
        {
            int place = _table[slot] - 1;
            if (record.SequenceEqual(_records.AsSpan(place * _stride, _stride))) return place;
        }

        if (_unique == _bits.Length)
        {
            Array.Resize(ref _bits, 2 * _bits.Length);
            Array.Resize(ref _records, _bits.Length * _stride);
        }

        record.CopyTo(_records.AsSpan(_unique * _stride));
        _table[slot] = ++_unique;
        return _unique - 1;
    }

    private void Rehash()
    {
        _table = new int[2 * _table.Length];
        for (int place = 0; place < _unique; place++)
        {
            ulong hash = 0;
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(_records.AsSpan(place * _stride, _stride))) hash = (System.Numerics.BitOperations.RotateLeft(hash, 23) ^ word) * 0x9E3779B97F4A7C15;
            int slot = (int)(hash >> 40) & (_table.Length - 1);
            while (_table[slot] != 0) slot = (slot + 1) & (_table.Length - 1);
            _table[slot] = place + 1;
        }
    }
}
