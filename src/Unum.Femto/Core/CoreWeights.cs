namespace Unum.Femto.Core;

/// <summary>
/// The weights of a 16-dimensional core: one layer, one head, bytes in and bytes out, a window of 32.
/// <para>
/// Layout of <see cref="Values"/>, row-major, every part a multiple of 16 floats so that a row is a vector:
/// shift scales s 3x16 | g1 16 | queries, keys, values W 16x48 | Wo 16x16 | distance slope m (the first of 16) | g2 16 | W1 16x64 |
/// b1 64 | W2 64x16 | gf 16 | embedding E 256x16 | b 256.
/// </para>
/// Counted honestly: the parts before E are 3,248 numbers (3,233 that mean something and the 15 that pad m), which is what fits a
/// packet; E adds 4,096 and b 256, together 7,600. Whoever gets a packet must have E and b already.
/// </summary>
public sealed class CoreWeights
{
    /// <summary>Dimensions of a byte's vector.</summary>
    public const int Width = 16;

    /// <summary>Bytes of context, the last one included.</summary>
    public const int Window = 32;

    /// <summary>Width of the hidden layer.</summary>
    public const int Hidden = 64;

    /// <summary>Symbols: all bytes.</summary>
    public const int Symbols = 256;

    /// <summary>How many bytes before the last one are blended into its vector.</summary>
    public const int Shifts = 3;

    /// <summary>Numbers before the embedding: what fits a packet.</summary>
    public const int PacketCount = 3248;

    /// <summary>All numbers.</summary>
    public const int Count = PacketCount + (Symbols * Width) + Symbols;

    /// <summary>Offset of each part in <see cref="Values"/>.</summary>
    public const int ShiftAt = 0, Gain1At = 48, QkvAt = 64, OutAt = 832, SlopeAt = 1088, Gain2At = 1104, Up1At = 1120, Bias1At = 2144,
        Down2At = 2208, GainFAt = 3232, EmbeddingAt = PacketCount, BiasAt = PacketCount + (Symbols * Width);

    /// <summary>All weights zero.</summary>
    public CoreWeights()
    {
        Values = new float[Count];
    }

    /// <summary>Weights from 7,600 numbers in the layout above.</summary>
    /// <param name="values">Kept, not copied.</param>
    public CoreWeights(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Count, nameof(values));
        Values = values;
    }

    /// <summary>All weights, in the layout above.</summary>
    public float[] Values { get; }

    /// <summary>What fits a packet: everything but the embedding and the output bias.</summary>
    public Span<float> Packet => Values.AsSpan(0, PacketCount);

    /// <summary>How much of each of the three bytes before is blended in, 3x16.</summary>
    public Span<float> ShiftScales => Values.AsSpan(ShiftAt, Shifts * Width);

    /// <summary>Gain before attention, 16.</summary>
    public Span<float> Gain1 => Values.AsSpan(Gain1At, Width);

    /// <summary>Queries, keys and values side by side, 16x48.</summary>
    public Span<float> Qkv => Values.AsSpan(QkvAt, 3 * Width * Width);

    /// <summary>Output of attention, 16x16.</summary>
    public Span<float> Out => Values.AsSpan(OutAt, Width * Width);

    /// <summary>By how much a byte one further back counts less, in nats.</summary>
    public ref float Slope => ref Values[SlopeAt];

    /// <summary>Gain before the hidden layer, 16.</summary>
    public Span<float> Gain2 => Values.AsSpan(Gain2At, Width);

    /// <summary>Into the hidden layer, 16x64.</summary>
    public Span<float> Up => Values.AsSpan(Up1At, Width * Hidden);

    /// <summary>Bias of the hidden layer, 64.</summary>
    public Span<float> UpBias => Values.AsSpan(Bias1At, Hidden);

    /// <summary>Out of the hidden layer, 64x16.</summary>
    public Span<float> Down => Values.AsSpan(Down2At, Hidden * Width);

    /// <summary>Gain before the output, 16.</summary>
    public Span<float> GainF => Values.AsSpan(GainFAt, Width);

    /// <summary>A vector for each byte, in and out, 256x16.</summary>
    public Span<float> Embedding => Values.AsSpan(EmbeddingAt, Symbols * Width);

    /// <summary>How common each byte is, in nats, 256.</summary>
    public Span<float> Bias => Values.AsSpan(BiasAt, Symbols);

    /// <summary>First weights: E .3 N, W and W1 .25 N, Wo .125 N, W2 .0625 N; gains 1, slope .1, shift scales and biases 0.</summary>
    /// <remarks>N is the sum of twelve uniform numbers less 6, from plain arithmetic: every machine makes the same weights.</remarks>
    public static CoreWeights Initial(ulong seed)
    {
        CoreWeights w = new();
        Chance chance = new(seed);
        Fill(w.Embedding, .3f);
        Fill(w.Qkv, .25f);
        Fill(w.Up, .25f);
        Fill(w.Out, .125f);
        Fill(w.Down, .0625f);
        w.Gain1.Fill(1);
        w.Gain2.Fill(1);
        w.GainF.Fill(1);
        w.Slope = .1f;
        return w;

        void Fill(Span<float> part, float scale)
        {
            foreach (ref float x in part) x = chance.NextNormal() * scale;
        }
    }

    /// <summary>A copy that shares nothing.</summary>
    public CoreWeights Clone() => new((float[])Values.Clone());
}
