using Unum.Hive.Content;

namespace Unum.Hive.Geometry;

/// <summary>
/// Frame of texts: words and runs of four letters, hashed to 4,096 coordinates, each weighed by its surprisal s in bits in a public background text:
/// p_i = (count_i - expected_i) s_i^3 / sum where it comes oftener than expected, psi = sqrt(p).
/// <para>Definition block: "unum frame text v1\n", then 4,096 bytes, the surprisal of each coordinate in eighths of a bit.</para>
/// </summary>
public sealed class TextFrame : IFrame
{
    /// <summary>Coordinates of a point.</summary>
    public const int Size = 4096;

    private const int GramLength = 4;
    private const int LongestWord = 32;
    private const float Unit = 1 / 8f;
    private readonly byte[] _definition;

    private TextFrame(byte[] definition)
    {
        _definition = definition;
        Id = Cid.Of(CidCodec.Raw, definition);
    }

    private delegate void FeatureVisitor(int coordinate);

    /// <inheritdoc/>
    public int Dimension => Size;

    /// <inheritdoc/>
    public Cid Id { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Definition => _definition;

    /// <inheritdoc/>
    public ModeForm Form => ModeForm.Sparse;

    private static ReadOnlySpan<byte> Magic => "unum frame text v1\n"u8;

    /// <summary>A frame whose sense of the usual comes from a text.</summary>
    public static TextFrame FromBackground(ReadOnlySpan<byte> text)
    {
        int[] counts = new int[Size];
        long total = 0;
        Visit(text, coordinate =>
        {
            counts[coordinate]++;
            total++;
        });
        byte[] definition = new byte[Magic.Length + Size];
        Magic.CopyTo(definition);
        for (int i = 0; i < Size; i++)
        {
            double probability = (counts[i] + 1.0) / (total + Size);
            definition[Magic.Length + i] = (byte)Math.Clamp(Math.Round(-Math.Log2(probability) / Unit), 1, 255);
        }

        return new TextFrame(definition);
    }

    /// <summary>A frame from its definition block.</summary>
    /// <exception cref="FormatException">The block does not define a frame of texts.</exception>
    public static TextFrame FromDefinition(ReadOnlySpan<byte> block)
    {
        if (block.Length != Magic.Length + Size || !block.StartsWith(Magic)) throw new FormatException("The block does not define a frame of texts.");
        if (block[Magic.Length..].Contains((byte)0)) throw new FormatException("The frame's block gives a coordinate no surprisal.");
        return new TextFrame(block.ToArray());
    }

    /// <summary>Maps a text.</summary>
    /// <param name="text">UTF-8; letters of ASCII are compared without case.</param>
    /// <param name="psi">4,096 coordinates.</param>
    /// <returns>False when there is no word in it.</returns>
    public bool TryMap(ReadOnlySpan<byte> text, Span<float> psi)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(psi.Length, Size, nameof(psi));
        psi.Clear();
        float[] sums = new float[Size];
        Visit(text, coordinate => sums[coordinate]++);
        ReadOnlySpan<byte> surprisal = _definition.AsSpan(Magic.Length);
        float total = sums.Sum();
        for (int i = 0; i < Size; i++)
        {
            // What comes no oftener than in the background says nothing; the rare says more than its count.
            float bits = surprisal[i] * Unit;
            float excess = Math.Max(0, sums[i] - (total * MathF.Pow(2, -bits)));
            psi[i] = MathF.Sqrt(excess * bits * bits * bits);
        }

        return FisherSphere.Normalise(psi) > 0;
    }

    private static void Visit(ReadOnlySpan<byte> text, FeatureVisitor visit)
    {
        Span<byte> word = stackalloc byte[LongestWord];
        int length = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            byte c = i < text.Length ? Fold(text[i]) : (byte)0;
            if (c != 0)
            {
                if (length < LongestWord) word[length++] = c;
                continue;
            }

            if (length > 0) visit(Coordinate(word[..length], 1));
            for (int start = 0; start + GramLength < length; start++) visit(Coordinate(word.Slice(start, GramLength), 2));
            length = 0;
        }
    }

    /// <summary>A letter in lower case, a digit or a byte beyond ASCII; 0 for what stands between words.</summary>
    private static byte Fold(byte c) => c switch
    {
        >= (byte)'A' and <= (byte)'Z' => (byte)(c | 32),
        >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' or (byte)'_' or >= 128 => c,
        _ => 0,
    };

    /// <summary>FNV-1a, finished with a multiply so that all bits count.</summary>
    private static int Coordinate(ReadOnlySpan<byte> feature, uint kind)
    {
        uint hash = 2166136261 ^ (kind * 0x9E3779B1);
        foreach (byte b in feature) hash = (hash ^ b) * 16777619;
        hash ^= hash >> 15;
        hash *= 0x85EBCA6B;
        return (int)(hash >> 20);
    }
}
