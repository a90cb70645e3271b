namespace Unum.Femto.Core;

/// <summary>
/// A table of 65,536 logits beside the core, trained with it and added to its output: what is likely after the last byte, or after
/// the last two. As one signed byte each it is 64 KB.
/// <para>
/// Rows are 256 long. By the last byte there are exactly 256 of them. By the last two bytes rows are laid over one another at places
/// chosen by a hash: a text uses few bytes after each pair, so rows that share a place mostly use other columns of it.
/// </para>
/// </summary>
public sealed class CorePairs
{
    /// <summary>Logits in the table.</summary>
    public const int Count = 256 * CoreWeights.Symbols;

    /// <summary>An empty table.</summary>
    /// <param name="byTwo">Whether rows are chosen by the last two bytes; otherwise by the last one.</param>
    public CorePairs(bool byTwo)
        : this(byTwo, new float[Count])
    {
    }

    private CorePairs(bool byTwo, float[] logits) => (ByTwo, Logits) = (byTwo, logits);

    /// <summary>Whether rows are chosen by the last two bytes; otherwise by the last one.</summary>
    public bool ByTwo { get; }

    /// <summary>All logits.</summary>
    public float[] Logits { get; }

    /// <summary>The table rounded to signed bytes, with one scale for every 256.</summary>
    public CorePairs Rounded()
    {
        float[] rounded = new float[Count];
        for (int r = 0; r < Count; r += CoreWeights.Symbols)
        {
            float most = 0;
            foreach (float x in Logits.AsSpan(r, CoreWeights.Symbols)) most = MathF.Max(most, MathF.Abs(x));
            if (most == 0) continue;
            float scale = most / 127;
            for (int i = r; i < r + CoreWeights.Symbols; i++) rounded[i] = MathF.Round(Logits[i] / scale) * scale;
        }

        return new(ByTwo, rounded);
    }

    /// <summary>The logits of the next byte.</summary>
    /// <param name="last">The last byte.</param>
    /// <param name="before">The one before it, 0 when there is none.</param>
    public ReadOnlySpan<float> After(byte last, byte before) => Row(Logits, last, before);

    /// <summary>The row of an array laid out like the table.</summary>
    internal Span<float> Row(float[] table, byte last, byte before)
    {
        if (!ByTwo) return table.AsSpan(last * CoreWeights.Symbols, CoreWeights.Symbols);
        uint hash = (((uint)last << 8) | before) * 0x9E3779B1;
        hash = (hash ^ (hash >> 15)) * 0x85EBCA77;
        return table.AsSpan((int)(((hash ^ (hash >> 13)) * (ulong)(Count - CoreWeights.Symbols + 1)) >> 32), CoreWeights.Symbols);
    }
}
