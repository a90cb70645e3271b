using System.Runtime.InteropServices;
using Unum.Femto.Memory;
using Unum.Femto.Mixing;
using static Unum.Femto.Memory.ContextKind;

namespace Unum.Femto.Births;

/// <summary>
/// What an offspring learns itself: a small n-gram memory whose mixer's first input is what the birth says. At first that input
/// has all the weight, so a newborn answers as its birth does.
/// <para>
/// Sources: bit histories of two short contexts, the last successors of three longer ones (four bytes a context, so they get half
/// of the room), and a match model over the last kilobytes. The mixer's rows are chosen by how far into the byte it is with how
/// long the match is, by which contexts are known, and by how sure the birth is.
/// </para>
/// Layout: fixed parts (mixer, maps, trust in matches) some 20 KB; the rest is divided between slots, runs and history.
/// </summary>
internal sealed class OffspringMemory
{
    private const int Step = 2;
    private const int RunCells = 16 * 2;
    private static readonly ContextKind[] SlotKinds = [Order2, Order3];
    private static readonly ContextKind[] RunKinds = [Order4, Order6, Word];

    private readonly SlotTable _table;
    private readonly RunTable _runTable;
    private readonly AdaptiveMap _maps = new(SlotKinds.Length * 256, 127);
    private readonly AdaptiveMap _runMaps = new(RunKinds.Length * RunCells, 255);
    private readonly MatchModel _match;
    private readonly Mixer _mixer = new(1 + 2 + (2 * SlotKinds.Length) + RunKinds.Length + 2, [8 * 4, 64, 16], 1, .25f);
    private readonly ulong[] _hashes = new ulong[SlotKinds.Length];
    private readonly int[] _slot = new int[SlotKinds.Length];
    private readonly int[] _mapped = new int[SlotKinds.Length];
    private readonly int[] _runPlace = new int[RunKinds.Length];
    private readonly int[] _runMapped = new int[RunKinds.Length];
    private ByteContext _context = new();
    private int _node = 1;
    private int _depth;
    private int _located = -1;
    private int _hits;
    private float _rate = .015f;

    /// <summary>An empty memory of at most so many bytes.</summary>
    public OffspringMemory(int bytes)
    {
        for (int i = 0; i < SlotKinds.Length * 256; i++) _maps.Guess(i, BitHistory.Guess(i & 255));
        for (int i = 0; i < RunKinds.Length * RunCells; i++) _runMaps.Guess(i, .8f);
        float[] weights = _mixer.Weights.First;
        for (int row = 0; row < weights.Length; row += 16) (weights[row], weights[row + 1], weights[row + 2]) = (0, 1, 0);

        int history = 4096;
        while (history * 16 <= bytes) history *= 2;
        _match = new MatchModel(history, history / 8, 5);
        int rest = bytes - _match.Bytes - _mixer.Bytes - _maps.Bytes - _runMaps.Bytes - ByteContext.Bytes - 256;
        _table = new SlotTable((rest / 2) - 64, Step);
        _runTable = new RunTable((rest / 2) - 64);
    }

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => _table.Bytes + _runTable.Bytes + _maps.Bytes + _runMaps.Bytes + _match.Bytes + _mixer.Bytes + ByteContext.Bytes + 256;

    /// <summary>Whether the last byte is complete.</summary>
    public bool BetweenBytes => _depth == 0;

    /// <summary>Probability that the next bit is 1 in 65536ths, given what the birth says, likewise.</summary>
    public int Predict(int birth, bool learning)
    {
        Locate(learning);
        Gather(birth);
        return Math.Clamp((int)(Logistic.Squash(_mixer.Mix(0)) * 65536), 1, 65535);
    }

    /// <summary>Learns from the bit that came and moves on.</summary>
    public void Learn(int bit)
    {
        _mixer.Learn(bit, _rate, .002f);
        _rate += (.003f - _rate) * .0005f;
        _match.Learn(bit);
        int local = LocalNode();
        for (int i = 0; i < SlotKinds.Length; i++)
        {
            if (_slot[i] == _table.Empty) continue;
            ref byte state = ref _table.Raw[_slot[i] + local];
            _maps.Learn(_mapped[i], bit);
            state = BitHistory.Next[(state * 2) + bit];
        }

        foreach (int mapped in _runMapped)
            if (mapped >= 0) _runMaps.Learn(mapped >> 1, (mapped & 1) == bit ? 1 : 0);
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

    /// <summary>Turns the birth's probabilities at every node of the next byte's bits into the offspring's.</summary>
    public void NextBits(Span<float> tree)
    {
        for (int node = 1; node < 256; node++) tree[node] = LookAt(node, tree[node]);
        StartByte();
    }

    /// <summary>The offspring's probability of a 1 at one node of the next byte's bits; <see cref="Refind"/> ends the looking.</summary>
    public float LookAt(int node, float birth)
    {
        (_node, _depth) = (node, 31 - int.LeadingZeroCount(node));
        return Predict(Math.Clamp((int)(birth * 65536), 1, 65535), learning: false) / 65536f;
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

        visit(_match.Learned.Ring);
        visit(MemoryMarshal.AsBytes(_match.Learned.Places.AsSpan()));
        visit(MemoryMarshal.AsBytes(_mixer.Weights.First.AsSpan()));
        visit(MemoryMarshal.AsBytes(_mixer.Weights.Second.AsSpan()));
        (int End, int Seen) extent = _match.Extent;
        visit(MemoryMarshal.AsBytes(new Span<(int, int)>(ref extent)));
        _match.Extent = extent;
        visit(MemoryMarshal.AsBytes(new Span<float>(ref _rate)));
    }

    private int LocalNode()
    {
        int into = _depth % Step;
        return (1 << into) | (_node & ((1 << into) - 1));
    }

    private void Move(int bit, bool learn)
    {
        _node = (_node << 1) | bit;
        _depth++;
        if (_depth < 8) return;
        byte b = (byte)_node;
        if (learn)
            foreach (int place in _runPlace) _runTable.Learn(place, b);
        _context.Add(b);
        _match.Add(b, _context, learn);
        StartByte();
    }

    private void StartByte()
    {
        (_node, _depth, _located) = (1, 0, -1);
        for (int i = 0; i < SlotKinds.Length; i++) _hashes[i] = _context.Hash(SlotKinds[i]);
    }

    private void Locate(bool claim)
    {
        int prefix = _node >> (_depth % Step);
        if (prefix == _located) return;
        _located = prefix;
        for (int i = 0; i < SlotKinds.Length; i++)
        {
            ulong h = (_hashes[i] + ((ulong)prefix * 0x9FB21C651E98DF25)) * 0x9E3779B97F4A7C15;
            _slot[i] = _table.Find(h ^ (h >> 31), claim);
        }

        if (_depth > 0) return;
        _hits = 0;
        for (int i = 0; i < SlotKinds.Length; i++)
            if (_table.Raw[_slot[i] + 1] != 0) _hits |= 1 << i;
        for (int i = 0; i < RunKinds.Length; i++)
        {
            _runPlace[i] = _runTable.Find(_context.Hash(RunKinds[i]), claim);
            if ((_runTable.At(_runPlace[i]) >> 24 & 15) != 0) _hits |= 1 << (SlotKinds.Length + i);
        }
    }

    private void Gather(int birth)
    {
        Span<float> x = _mixer.Inputs;
        int n = 0;
        float stretched = Logistic.Stretch(birth);
        x[n++] = .3f;
        x[n++] = stretched;
        x[n++] = (birth - 32768) * (4f / 65536);
        int local = LocalNode();
        for (int i = 0; i < SlotKinds.Length; i++)
        {
            int state = _table.Raw[_slot[i] + local];
            int mapped = _mapped[i] = (i << 8) | state;
            float p = state == 0 ? .5f : _maps.P(mapped);
            x[n++] = state == 0 ? 0 : Logistic.Stretch(p);
            x[n++] = (p - .5f) * 4;
        }

        for (int i = 0; i < RunKinds.Length; i++) x[n++] = RunInput(i);
        int expected = _match.Expect(_node, _depth, out float trust);
        x[n++] = expected < 0 ? 0 : Logistic.Stretch(trust) * ((2 * expected) - 1);
        x[n++] = expected < 0 ? 0 : (trust - .5f) * 4 * ((2 * expected) - 1);
        int matched = expected < 0 ? 0 : _match.Length < 8 ? 1 : _match.Length < 16 ? 2 : 3;
        _mixer.Select(0, (matched * 8) + _depth);
        _mixer.Select(1, _hits * 2 + (_depth == 0 ? 1 : 0));
        _mixer.Select(2, (int)Math.Min(Math.Abs(stretched) * 1.5f, 15));
    }

    /// <summary>Signed evidence of one run context: how often its newest successor came again; 0 when it does not fit the bits so far.</summary>
    private float RunInput(int i)
    {
        _runMapped[i] = -1;
        uint e = _runTable.At(_runPlace[i]);
        int run = (int)(e >> 24) & 15, others = (int)(e >> 28);
        int newest = (int)((e >> 8) & 0xFF) | 256;
        if (run == 0 || newest >> (8 - _depth) != _node) return 0;
        int bit = (newest >> (7 - _depth)) & 1;
        int mapped = (i * RunCells) + (run * 2) + (others > 0 ? 1 : 0);
        _runMapped[i] = (mapped << 1) | bit;
        float st = Logistic.Stretch(_runMaps.P(mapped));
        return bit == 1 ? st : -st;
    }
}
