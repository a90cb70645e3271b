using static Unum.Femto.Core.CoreWeights;

namespace Unum.Femto.Core;

/// <summary>
/// The 16-dimensional core of a FemtoLLM at work on a stream: it says how likely each next byte is, and learns while it reads.
/// <para>
/// Algorithm: a transformer of one layer and one head over the last 32 bytes with a learned slope of distance, squared rectifiers and
/// one embedding in and out (equations: <see cref="CoreReference"/>). Every 32 bytes it takes one step of Adam on the window just read
/// and on windows drawn from the bytes it remembers, at the rate <c>.006 / sqrt(1 + step / 4000)</c>.
/// </para>
/// <para>
/// Deterministic: every sum has one order and every operation is exactly rounded, so the same bytes make the same core on every machine.
/// </para>
/// Memory: <see cref="Bytes"/>, about 310 KB with what training needs and 64 KB of past. Time: about a third of a microsecond a byte to predict, and three
/// quarters for each byte trained on; no allocation after construction.
/// </summary>
public sealed class FemtoCore
{
    /// <summary>Bytes between two steps of learning: one window.</summary>
    public const int StepBytes = Window;

    private readonly CoreTransposed _core;
    private readonly CoreReader _reader;
    private readonly CorePass _pass = new();
    private readonly CoreAdam _adam = new();
    private readonly float[] _gradient = new float[Count];
    private readonly float[] _tree = new float[2 * Symbols];
    private readonly byte[] _history;
    private readonly int _replays;
    private Chance _chance;
    private long _written;
    private int _sinceStep;
    private int _steps;

    /// <summary>A core that starts from some weights.</summary>
    /// <param name="weights">Kept and changed by learning.</param>
    /// <param name="historyBytes">How much of the past replays are drawn from; a power of two, at least 64.</param>
    /// <param name="replays">Windows of the past in every step, at least 0.</param>
    public FemtoCore(CoreWeights weights, int historyBytes = 1 << 16, int replays = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(historyBytes, 2 * Window);
        ArgumentOutOfRangeException.ThrowIfNotEqual(historyBytes & (historyBytes - 1), 0, nameof(historyBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(replays);
        _core = new CoreTransposed(weights);
        _reader = new CoreReader(_core);
        _history = new byte[historyBytes];
        _replays = replays;
        _chance = new Chance(0x5EED);
        Spread();
    }

    /// <summary>Counted memory in bytes: weights, transposes, optimiser, gradient, scratch, context and history.</summary>
    public int Bytes => (sizeof(float) * ((2 * Count) + (2 * Symbols))) + CoreTransposed.Bytes + CoreAdam.Bytes + CorePass.Bytes + CoreReader.Bytes + _history.Length + 64;

    /// <summary>The weights as they are now.</summary>
    public CoreWeights Weights => _core.Weights;

    /// <summary>Steps of learning taken.</summary>
    public int Steps => _steps;

    /// <summary>The signs of the first six hidden numbers, as bits: what kind of place the core takes this for.</summary>
    public int Signs { get; private set; }

    /// <summary>Probabilities of the 256 next bytes.</summary>
    public ReadOnlySpan<float> Next => _tree.AsSpan(Symbols, Symbols);

    /// <summary>Probability that the next bit is a 1, at a node of the tree of the byte's bits (1 is the root).</summary>
    public float Bit(int node) => _tree[(2 * node) + 1] / _tree[node];

    /// <summary>Takes in a byte.</summary>
    /// <param name="b">The byte.</param>
    /// <param name="learn">Whether it is remembered and, every 32 bytes, learned from.</param>
    public void Read(byte b, bool learn)
    {
        if (learn)
        {
            _history[_written++ & (_history.Length - 1)] = b;
            if (++_sinceStep >= StepBytes && _written > Window) Learn();
        }

        _reader.Read(b);
        Spread();
    }

    /// <summary>Starts a new stream; what was learned stays.</summary>
    public void Restart()
    {
        _reader.Restart();
        _sinceStep = 0;
        Spread();
    }

    /// <summary>Shows everything learned, in one fixed order, to who saves it or fills it.</summary>
    internal void Visit(Memory.LearnedVisitor visit)
    {
        visit(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Weights.Values.AsSpan()));
        visit(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_adam.State.Mean.AsSpan()));
        visit(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_adam.State.Square.AsSpan()));
        visit(_history);
        Span<long> rest = [_written, _steps, BitConverter.DoubleToInt64Bits(_adam.Powers.First), BitConverter.DoubleToInt64Bits(_adam.Powers.Second), (long)_chance.State];
        visit(System.Runtime.InteropServices.MemoryMarshal.AsBytes(rest));
        (_written, _steps) = (rest[0], (int)rest[1]);
        _adam.Powers = (BitConverter.Int64BitsToDouble(rest[2]), BitConverter.Int64BitsToDouble(rest[3]));
        _chance.State = (ulong)rest[4];
        _core.Refresh();
    }

    /// <summary>One step on the window just read and on some of the past.</summary>
    private void Learn()
    {
        _sinceStep = 0;
        Span<byte> window = stackalloc byte[Window + 1];
        float scale = 1f / (Window * (1 + _replays));
        for (int i = 0; i <= _replays; i++)
        {
            long from = _written - Window - 1;
            if (i > 0) from -= _chance.Next((int)Math.Min(from + 1, _history.Length - Window - 1));
            for (int j = 0; j <= Window; j++) window[j] = _history[(from + j) & (_history.Length - 1)];
            _pass.Forward(_core, window);
            _pass.Loss(window[1..], scale);
            _pass.Backward(_core, _gradient);
        }

        _adam.Step(Weights.Values, _gradient, .006f / MathF.Sqrt(1 + (_steps / 4000f)));
        _core.Refresh();
        _steps++;
    }

    /// <summary>Sums the probabilities up the tree of bits.</summary>
    private void Spread()
    {
        const float Floor = 1e-6f;
        Span<float> leaves = _tree.AsSpan(Symbols, Symbols);
        _reader.NextByte(leaves);
        for (int i = 0; i < Symbols; i++) leaves[i] += Floor;
        for (int n = Symbols - 1; n > 0; n--) _tree[n] = _tree[2 * n] + _tree[(2 * n) + 1];
        int signs = 0;
        ReadOnlySpan<float> hidden = _reader.HiddenNumbers;
        for (int d = 0; d < 6; d++) signs |= hidden[d] > 0 ? 1 << d : 0;
        Signs = signs;
    }
}
