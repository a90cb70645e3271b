namespace Unum.Kairos.Filtering;

/// <summary>e^{-2 pi i k / N} for k &lt; N, each to the last bit or two: no recurrence, and whole quarter turns taken off exactly.</summary>
internal static class UnitRoots
{
    public static (double[] Cos, double[] Sin) Make(int length)
    {
        double[] cos = new double[length], sin = new double[length];
        for (int k = 0; k < length; k++) (cos[k], sin[k]) = At(k, length);
        return (cos, sin);
    }

    /// <summary>One of them.</summary>
    /// <param name="k">In [0, length).</param>
    /// <param name="length">A whole turn.</param>
    public static (double Cos, double Sin) At(long k, long length)
    {
        long quarter = 4 * k / length;
        long rest = (4 * k) - (quarter * length);
        (double sin, double cos) = Math.SinCos(Math.PI / 2 * rest / length);
        return quarter switch
        {
            0 => (cos, -sin),
            1 => (-sin, -cos),
            2 => (-cos, sin),
            _ => (sin, cos),
        };
    }
}
