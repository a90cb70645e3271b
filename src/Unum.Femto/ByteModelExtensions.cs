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
        foreach (byte b in bytes) surprise += model.Read(b);
        return surprise;
    }

    private static float[] MakeCosts()
    {
        float[] costs = new float[65537];
        for (int i = 1; i < costs.Length; i++) costs[i] = (float)(16 - Math.Log2(i));
        return costs;
    }
}
