using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Unum.Femto.Core.CoreKernels;
using static Unum.Femto.Core.CoreWeights;

namespace Unum.Femto.Core;

/// <summary>
/// Reads a stream with a frozen core, byte by byte: keys and values of the last 32 bytes are kept, so a byte costs one place of the
/// window and not 32. Answers are those of the core run over the last 32 bytes, except that the first bytes of the window keep what
/// they knew of the three bytes before them.
/// <para>Memory: 4.2 KB and 1 KB of output beside the shared weights. Time: about 8,000 multiply-adds a byte; no allocation.</para>
/// </summary>
public sealed class CoreReader
{
    private static readonly Vector512<float> Places = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    private readonly CoreTransposed _core;
    private readonly float[] _keys = new float[Width * Window];
    private readonly float[] _values = new float[Window * Width];
    private readonly float[] _logits = new float[Symbols];
    private readonly float[] _hidden = new float[Width];
    private uint _last;
    private long _position;

    /// <summary>A reader at the start of a stream.</summary>
    /// <param name="weights">Shared, not copied; must not change while this reader lives.</param>
    public CoreReader(CoreWeights weights)
        : this(new CoreTransposed(weights ?? throw new ArgumentNullException(nameof(weights))))
    {
    }

    internal CoreReader(CoreTransposed core)
    {
        _core = core;
    }

    /// <summary>Memory of one reader in bytes, without the weights that it shares.</summary>
    public static int Bytes => (sizeof(float) * ((2 * Width * Window) + Symbols + Width)) + 16;

    /// <summary>Logits of the next byte, 256, after <see cref="Read"/>; zeros before.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The 16 numbers behind the output.</summary>
    public ReadOnlySpan<float> HiddenNumbers => _hidden;

    /// <summary>Bytes read.</summary>
    public long Position => _position;

    /// <summary>Starts a new stream.</summary>
    public void Restart()
    {
        (_last, _position) = (0, 0);
        Array.Clear(_logits);
        Array.Clear(_hidden);
    }

    /// <summary>Probabilities of the 256 next bytes.</summary>
    public void NextByte(Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, Symbols, nameof(probabilities));
        _logits.CopyTo(probabilities);
        Softmax(probabilities);
    }

    /// <summary>Takes in one byte and works out the logits of the next.</summary>
    [SkipLocalsInit]
    public void Read(byte b)
    {
        float[] w = _core.Weights.Values;
        Vector512<float> z = Vector512.LoadUnsafe(ref w[EmbeddingAt + (b * Width)]);
        for (int k = 0; k < Shifts && k < _position; k++)
            z = Fma(Vector512.LoadUnsafe(ref w[ShiftAt + (k * Width)]), Vector512.LoadUnsafe(ref w[EmbeddingAt + ((int)((_last >> (8 * k)) & 255) * Width)]), z);
        _last = (_last << 8) | b;
        Span<float> row = stackalloc float[Width], qkv = stackalloc float[3 * Width], hidden = stackalloc float[Hidden];
        ref float r = ref MemoryMarshal.GetReference(row);
        (z * Vector512.Create(CorePass.Root(z)) * Vector512.LoadUnsafe(ref w[Gain1At])).StoreUnsafe(ref r);
        Row(row, _core.Weights.Qkv, qkv);
        Remember(qkv);
        Attend(qkv[..Width], w[SlopeAt]).StoreUnsafe(ref r);
        Span<float> sum = stackalloc float[Width];
        ref float s = ref MemoryMarshal.GetReference(sum);
        z.StoreUnsafe(ref s);
        Row(row, _core.Weights.Out, sum, Start.Itself);
        z = Vector512.LoadUnsafe(ref s);
        (z * Vector512.Create(CorePass.Root(z)) * Vector512.LoadUnsafe(ref w[Gain2At])).StoreUnsafe(ref r);
        _core.Weights.UpBias.CopyTo(hidden);
        Row(row, _core.Weights.Up, hidden, Start.Itself);
        ref float h = ref MemoryMarshal.GetReference(hidden);
        for (nuint i = 0; i < Hidden; i += 16)
        {
            Vector512<float> v = Vector512.Max(Vector512.LoadUnsafe(ref h, i), Vector512<float>.Zero);
            (v * v).StoreUnsafe(ref h, i);
        }

        Row(hidden, _core.Weights.Down, sum, Start.Itself);
        z = Vector512.LoadUnsafe(ref s);
        (z * Vector512.Create(CorePass.Root(z)) * Vector512.LoadUnsafe(ref w[GainFAt])).StoreUnsafe(ref _hidden[0]);
        _core.Weights.Bias.CopyTo(_logits);
        Row(_hidden, _core.Embedding, _logits, Start.Itself);
        _position++;
    }

    private void Remember(ReadOnlySpan<float> qkv)
    {
        int place = (int)(_position & (Window - 1));
        for (int d = 0; d < Width; d++) _keys[(d * Window) + place] = qkv[Width + d];
        qkv[(2 * Width)..].CopyTo(_values.AsSpan(place * Width));
    }

    private Vector512<float> Attend(ReadOnlySpan<float> q, float slope)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default;
        for (int d = 0; d < Width; d += 2)
        {
            Vector512<float> x = Vector512.Create(q[d]), y = Vector512.Create(q[d + 1]);
            a0 = Fma(x, Vector512.LoadUnsafe(ref _keys[d * Window]), a0);
            a1 = Fma(x, Vector512.LoadUnsafe(ref _keys[(d * Window) + 16]), a1);
            b0 = Fma(y, Vector512.LoadUnsafe(ref _keys[(d + 1) * Window]), b0);
            b1 = Fma(y, Vector512.LoadUnsafe(ref _keys[((d + 1) * Window) + 16]), b1);
        }

        // Place s holds the byte (place - s) mod 32 back.
        Vector512<float> far0 = Vector512.Create((float)(_position & (Window - 1))) - Places, far1 = far0 - Vector512.Create(16f), round = Vector512.Create((float)Window);
        far0 = Vector512.ConditionalSelect(Vector512.LessThan(far0, Vector512<float>.Zero), far0 + round, far0);
        far1 = Vector512.ConditionalSelect(Vector512.LessThan(far1, Vector512<float>.Zero), far1 + round, far1);
        Vector512<float> seen = Vector512.Create((float)Math.Min(_position, Window)), m = Vector512.Create(-slope), none = Vector512.Create(-1e30f), quarter = Vector512.Create(.25f);
        Vector512<float> s0 = Fma(m, far0, (a0 + b0) * quarter), s1 = Fma(m, far1, (a1 + b1) * quarter);
        Vector512<float> in0 = Vector512.LessThanOrEqual(far0, seen), in1 = Vector512.LessThanOrEqual(far1, seen);
        s0 = Vector512.ConditionalSelect(in0, s0, none);
        s1 = Vector512.ConditionalSelect(in1, s1, none);
        Vector512<float> most = Vector512.Create(CorePass.Largest(Vector512.Max(s0, s1)));
        s0 = Vector512.ConditionalSelect(in0, Exp(s0 - most), default);
        s1 = Vector512.ConditionalSelect(in1, Exp(s1 - most), default);
        Span<float> p = stackalloc float[Window];
        ref float p0 = ref MemoryMarshal.GetReference(p);
        s0.StoreUnsafe(ref p0);
        s1.StoreUnsafe(ref p0, 16);
        float scale = 1 / Sum(s0 + s1);
        Vector512<float> v0 = default, v1 = default;
        for (int s = 0; s < Window; s += 2)
        {
            v0 = Fma(Vector512.Create(p[s]), Vector512.LoadUnsafe(ref _values[s * Width]), v0);
            v1 = Fma(Vector512.Create(p[s + 1]), Vector512.LoadUnsafe(ref _values[(s + 1) * Width]), v1);
        }

        return (v0 + v1) * Vector512.Create(scale);
    }
}
