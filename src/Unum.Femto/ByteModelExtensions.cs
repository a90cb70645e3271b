namespace Unum.Femto;

/// <summary>Reading whole bytes with any model.</summary>
public static class ByteModelExtensions
{
    private static readonly float[] BitCost = MakeCosts();

    /// <summary>Reads one byte.</summary>
    /// <returns>Its surprise in bits: -log2 of the probability the model gave it, exact to a thousandth of a bit.</returns>
    public static double Read(this IByteModel model, byte value)
    {
        double surprise = 0;
        for (int i = 7; i >= 0; i--)
        {
            int bit = (value >> i) & 1;
            int p = model.PredictBit();
            surprise += BitCost[bit == 1 ? p : 65536 - p];
            model.Advance(bit);
        }

        return surprise;
    }

    /// <summary>Reads bytes.</summary>
    /// <returns>Their surprise in bits, summed.</returns>
    public static double Read(this IByteModel model, ReadOnlySpan<byte> bytes)
    {
        double surprise = 0;
        if (model is CubeModel cube && bytes.Length > 1) return Read(cube, bytes);
        foreach (byte b in bytes) surprise += model.Read(b);
        return surprise;
    }

    private static double Read(CubeModel cube, ReadOnlySpan<byte> bytes)
    {
        const int piece = 1 << 14;
        ushort[] p = new ushort[Math.Min(piece, bytes.Length) * 8];
        double surprise = 0;
        for (int at = 0; at < bytes.Length; at += piece)
        {
            ReadOnlySpan<byte> some = bytes.Slice(at, Math.Min(piece, bytes.Length - at));
            cube.ReadKnown(some, p);
            for (int bit = 0; bit < some.Length * 8; bit++)
                surprise += BitCost[((some[bit >> 3] >> (7 - (bit & 7))) & 1) == 1 ? p[bit] : 65536 - p[bit]];
        }

        return surprise;
    }

    private static float[] MakeCosts()
    {
        float[] costs = new float[65537];
        for (int i = 1; i < costs.Length; i++) costs[i] = (float)(16 - Math.Log2(i));
        return costs;
    }
}
