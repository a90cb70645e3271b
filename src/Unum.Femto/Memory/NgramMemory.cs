using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unum.Femto.Mixing;

namespace Unum.Femto.Memory;

/// <summary>
/// The n-gram memory of a FemtoLLM: a bitwise context-mixing predictor (Mahoney's PAQ family; Mattern's gated mixing) that learns
/// as it reads. Before each bit every source says how likely a 1 is; a mixer in the logistic domain weighs them, two adaptive
/// maps correct the result; after the bit everything learns.
/// <para>
/// Sources: order 0 and 1 counters; bit histories of the shape's contexts in one hash table; the last successors of longer contexts;
/// a match model. Two inputs per source: stretch(p), and p - 1/2, which speaks when the first is timid.
/// </para>
/// Memory: counted by <see cref="Bytes"/>. Time: O(sources) a bit, no allocation after construction.
/// </summary>
internal sealed partial class NgramMemory
{
    /// <summary>Counts the changes of the algorithm that make it answer differently; files of another revision are refused.</summary>
    public const int Revision = 1;

    /// <summary>Number of match contexts.</summary>
    public const int MatchContexts = 33 * 8;

    private const int MaxContexts = 24;
    private const int RunStates = 16 * 8 * 8;
    private readonly MemoryShape _shape;
    private ByteContext _context = new();
    private readonly SlotTable _table;
    private readonly RunTable _runTable;
    private readonly AdaptiveMap _maps;
    private readonly AdaptiveMap _runMaps;
    private readonly ushort[] _low;
    private MatchModel _match;
    private Mixer _mixer;
    private Apm _apm1;
    private Apm _apm2;
    private ulong[] _hashes = new ulong[MaxContexts];
    private int[] _slot = new int[MaxContexts];
    private bool[] _known = new bool[MaxContexts];
    private bool[] _open = new bool[MaxContexts];
    private int[] _mapped = new int[MaxContexts];
    private ulong[] _runHashes = new ulong[MaxContexts];
    private int[] _runPlace = new int[MaxContexts];
    private int[] _runMapped = new int[MaxContexts];
    private int[] _lowPlace = new int[2];
    private readonly int _inputs;
    private int _node = 1;
    private int _depth;
    private int _located = -1;
    private int _hits;
    private float _rate;

    public NgramMemory(MemoryShape shape)
    {
        _shape = shape;
        _table = new SlotTable(shape.SlotBytes, shape.SlotStep);
        _runTable = new RunTable(shape.RunBytes);
        _maps = new AdaptiveMap(shape.Slots.Length * 256, shape.MapLimit);
        for (int i = 0; i < shape.Slots.Length * 256; i++) _maps.Guess(i, BitHistory.Guess(i & 255));
        _runMaps = new AdaptiveMap(Math.Max(1, shape.Runs.Length) * RunStates, 1023);
        for (int i = 0; i < shape.Runs.Length * RunStates; i++) _runMaps.Guess(i, .8f);
        _low = new ushort[256 + 65536];
        Array.Fill(_low, (ushort)(4095 << 3));
        _match = new MatchModel(shape.HistoryBytes, shape.MatchEntries, shape.LeastMatch);
        _inputs = 1 + 4 + 2 + (2 * shape.Slots.Length) + shape.Runs.Length;
        _mixer = new Mixer(_inputs, [256, MatchContexts, 256, 256, (MaxContexts + 1) * 8, 512], 256, .3f);
        _apm1 = new Apm(1024);
        _apm2 = new Apm(4096);
        _rate = shape.FirstRate;
        StartByte();
    }

    /// <summary>Counted memory in bytes: every table this model owns.</summary>
    public int Bytes => _table.Bytes + _runTable.Bytes + _maps.Bytes + _runMaps.Bytes + (_low.Length * sizeof(ushort)) + _match.Bytes
        + _mixer.Bytes + _apm1.Bytes + _apm2.Bytes + ByteContext.Bytes + (MaxContexts * (8 + 4 + 4 + 8 + 4 + 4));

    /// <summary>What this memory is specialised in.</summary>
    public MemoryShape Shape => _shape;

    /// <summary>Whether the last byte is complete.</summary>
    public bool BetweenBytes => _depth == 0;

    /// <summary>What every source said of this bit, after <see cref="Predict"/>; always the same number of them.</summary>
    public ReadOnlySpan<float> Evidence => _mixer.Inputs[1.._inputs];

    /// <summary>Length of the match and place in the byte after <see cref="Predict"/>, as a number below <see cref="MatchContexts"/>.</summary>
    public int MatchContext { get; private set; }

    /// <summary>Probability in (0, 1) that the next bit is 1.</summary>
    public float Predict(bool learning)
    {
        Locate(learning);
        Gather();
        float mixed = _mixer.Mix(_node);
        int match = _match.Length;
        int c1 = (int)(_context.Last8 & 0xFF);
        float a = _apm1.Refine(mixed, _node | (Math.Min(match / 4, 3) << 8));
        float b = _apm2.Refine(mixed, (int)((ByteContext.Mix((_context.Last8 & 0xFFFF) | ((ulong)_node << 16), 77) >> 40) & 4095));
        float p = (Logistic.Squash(mixed) * .5f) + (a * .25f) + (b * .25f);
        return p;
    }

    /// <summary>Learns from the bit that came and moves on.</summary>
    public void Learn(int bit)
    {
        _mixer.Learn(bit, _rate, .003f);
        _rate += (_shape.LastRate - _rate) * .0002f;
        _apm1.Learn(bit, 6);
        _apm2.Learn(bit, 6);
        _match.Learn(bit);
        byte[] raw = _table.Raw;
        byte[] next = BitHistory.Next;
        int local = LocalNode();
        for (int i = 0; i < _shape.Slots.Length; i++)
        {
            if (_slot[i] == _table.Empty) continue;
            ref byte state = ref raw[_slot[i] + local];
            _maps.Learn(_mapped[i], bit);
            state = next[(state * 2) + bit];
        }

        for (int i = 0; i < _shape.Runs.Length; i++)
        {
            int mapped = _runMapped[i];
            if (mapped >= 0) _runMaps.Learn(mapped >> 1, (mapped & 1) == bit ? 1 : 0);
        }

        LearnLow(_lowPlace[0], bit);
        LearnLow(_lowPlace[1], bit);
        Move(bit, learn: true);
    }

    /// <summary>Moves on without learning.</summary>
    public void Follow(int bit) => Move(bit, learn: false);

    /// <summary>Finds this byte's entries again, because from now on they may, or may not, be claimed.</summary>
    public void Refind() => StartByte();

    /// <summary>Starts a new stream; what was learned stays.</summary>
    public void Restart()
    {
        _context = new ByteContext();
        _match.Restart();
        StartByte();
    }

    /// <summary>Probability of a 1 at every node of the tree of the next byte's bits (1 is the root; 0 is unused).</summary>
    public void NextBits(Span<float> tree)
    {
        Walk(tree, 1, 0);
        StartByte();
    }

    /// <summary>Shows every learned table, in one fixed order, to who saves it or fills it.</summary>
    public void Visit(LearnedVisitor visit)
    {
        visit(_table.Raw);
        visit(MemoryMarshal.AsBytes(_runTable.Raw.AsSpan()));
        foreach (AdaptiveMap map in (ReadOnlySpan<AdaptiveMap>)[_maps, _runMaps, _match.Learned.Trust])
        {
            visit(MemoryMarshal.AsBytes(map.Learned.Probability.AsSpan()));
            visit(MemoryMarshal.AsBytes(map.Learned.Seen.AsSpan()));
        }

        visit(MemoryMarshal.AsBytes(_low.AsSpan()));
        visit(_match.Learned.Ring);
        visit(MemoryMarshal.AsBytes(_match.Learned.Places.AsSpan()));
        visit(MemoryMarshal.AsBytes(_mixer.Weights.First.AsSpan()));
        visit(MemoryMarshal.AsBytes(_mixer.Weights.Second.AsSpan()));
        visit(MemoryMarshal.AsBytes(_apm1.Map.AsSpan()));
        visit(MemoryMarshal.AsBytes(_apm2.Map.AsSpan()));
        Span<int> rest = [_match.Extent.End, _match.Extent.Seen, BitConverter.SingleToInt32Bits(_rate)];
        visit(MemoryMarshal.AsBytes(rest));
        _match.Extent = (rest[0], rest[1]);
        _rate = BitConverter.Int32BitsToSingle(rest[2]);
    }

    private void Walk(Span<float> tree, int node, int depth)
    {
        if (depth == 8) return;
        (_node, _depth) = (node, depth);
        tree[node] = Math.Clamp(Predict(learning: false), 1f / 65536, 65535f / 65536);
        Walk(tree, node * 2, depth + 1);
        Walk(tree, (node * 2) + 1, depth + 1);
    }

    private static ReadOnlySpan<float> LowRates => [.6f, .4f, .28f, .2f, .14f, .1f, .07f, .05f];

    private void LearnLow(int place, int bit)
    {
        ref ushort cell = ref _low[place];
        int count = cell & 7;
        float p = cell >> 3;
        p += ((bit * 8191) - p) * LowRates[count];
        if (count < 7) count++;
        cell = (ushort)(((int)Math.Clamp(p + .5f, 1, 8190) << 3) | count);
    }

    private int LocalNode()
    {
        int into = _depth % _shape.SlotStep;
        return (1 << into) | (_node & ((1 << into) - 1));
    }

    private void Move(int bit, bool learn)
    {
        _node = (_node << 1) | bit;
        _depth++;
        if (_depth < 8) return;
        byte b = (byte)_node;
        if (learn)
            for (int i = 0; i < _shape.Runs.Length; i++) _runTable.Learn(_runPlace[i], b);
        _context.Add(b);
        _match.Add(b, _context, learn);
        StartByte();
    }

    private void StartByte()
    {
        _node = 1;
        _depth = 0;
        _located = -1;
        for (int i = 0; i < _shape.Slots.Length; i++) _hashes[i] = _context.Hash(_shape.Slots[i]);
        for (int i = 0; i < _shape.Runs.Length; i++) _runHashes[i] = _context.Hash(_shape.Runs[i]);
    }

    /// <summary>Finds the slots of this part of the byte.</summary>
    private void Locate(bool claim)
    {
        int into = _depth % _shape.SlotStep;
        int prefix = _node >> into;
        if (prefix == _located) return;
        _located = prefix;
        int hits = 0;
        for (int i = 0; i < _shape.Slots.Length; i++)
        {
            ulong h = (_hashes[i] + ((ulong)prefix * 0x9FB21C651E98DF25)) * 0x9E3779B97F4A7C15;
            h ^= h >> 31;
            bool may = claim;
            if (_depth == 0)
            {
                int needs = _shape.Needs[i];
                may &= needs < 0 || _known[needs];
            }
            else if (!_open[i])
            {
                _slot[i] = _table.Empty;
                continue;
            }

            int slot = _table.Find(h, may);
            _slot[i] = slot;
            if (_depth == 0)
            {
                _known[i] = _table.Raw[slot + 1] != 0;
                _open[i] = slot != _table.Empty;
                if (_known[i]) hits++;
            }
        }

        if (_depth > 0) return;
        _hits = hits;
        for (int i = 0; i < _shape.Runs.Length; i++) _runPlace[i] = _runTable.Find(_runHashes[i], claim);
    }

    private void Gather()
    {
        Span<float> x = _mixer.Inputs;
        int n = 0;
        x[n++] = .3f;
        byte[] raw = _table.Raw;
        int local = LocalNode();
        for (int i = 0; i < _shape.Slots.Length; i++)
        {
            int state = raw[_slot[i] + local];
            int mapped = (i << 8) | state;
            _mapped[i] = mapped;
            if (state == 0)
            {
                x[n++] = 0;
                x[n++] = 0;
                continue;
            }

            float p = _maps.P(mapped);
            x[n++] = Logistic.Stretch(p);
            x[n++] = (p - .5f) * 4;
        }

        int c1 = (int)(_context.Last8 & 0xFF);
        _lowPlace[0] = _node;
        _lowPlace[1] = 256 + (c1 << 8) + _node;
        for (int i = 0; i < 2; i++)
        {
            int p16 = (_low[_lowPlace[i]] >> 3) << 3;
            x[n++] = Logistic.Stretch(p16);
            x[n++] = (p16 - 32768) * (4f / 65536);
        }

        for (int i = 0; i < _shape.Runs.Length; i++) x[n++] = RunInput(i);
        int expected = _match.Expect(_node, _depth, out float trust);
        float st = expected < 0 ? 0 : Logistic.Stretch(trust) * ((2 * expected) - 1);
        x[n++] = st;
        x[n++] = expected < 0 ? 0 : (trust - .5f) * 4 * ((2 * expected) - 1);
        int matched = expected < 0 ? 0 : _match.Length;
        _mixer.Select(0, _node);
        MatchContext = (Math.Min(matched, 32) * 8) + _depth;
        _mixer.Select(1, MatchContext);
        _mixer.Select(2, c1);
        _mixer.Select(3, (int)((_context.Last8 >> 8) & 0xFF));
        _mixer.Select(4, (_hits * 8) + _depth);
        _mixer.Select(5, (int)(_context.Classes & 511));
    }

    /// <summary>Evidence of one run context: signed stretch of how often its expected bit came, 0 when it expects nothing here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float RunInput(int i)
    {
        _runMapped[i] = -1;
        uint e = _runTable.At(_runPlace[i]);
        int run = (int)(e >> 24) & 15;
        if (run == 0) return 0;
        int newest = (int)((e >> 8) & 0xFF) | 256, other = (int)((e >> 16) & 0xFF) | 256, others = (int)(e >> 28);
        bool newestFits = newest >> (8 - _depth) == _node, otherFits = others > 0 && other >> (8 - _depth) == _node;
        int bit, kind;
        if (newestFits)
        {
            bit = (newest >> (7 - _depth)) & 1;
            int rivals = Math.Min(others, 3);
            kind = rivals == 0 ? 0 : !otherFits ? 1 : ((other >> (7 - _depth)) & 1) == bit ? 2 : 2 + rivals;
        }
        else if (otherFits)
        {
            bit = (other >> (7 - _depth)) & 1;
            kind = 6;
            run = Math.Min(others, 15);
        }
        else
        {
            return 0;
        }

        int mapped = (((((i * 8) + kind) * 16) + run) * 8) + _depth;
        _runMapped[i] = (mapped << 1) | bit;
        float st = Logistic.Stretch(_runMaps.P(mapped));
        return bit == 1 ? st : -st;
    }
}
