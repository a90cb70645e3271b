namespace Unum.Kairos.Connectivity;

/// <summary>
/// From sums to measures (definitions and sources at <see cref="ConnectivityMeasure"/>). With forgetting, a sample of age k has weight
/// w = (1 - forget)^k; W = sum w, W2 = sum w^2, and the unbiased estimators average over pairs of different samples with weight w_k w_l.
/// What is undefined (no power, one sample where two are needed) is 0: no evidence of coupling.
/// </summary>
internal static class MeasureFormulas
{
    // Float samples know their phase to about 1e-7 rad. 1 - cos^2 of a lag below 1e-6 rad is not told apart from no lag at all.
    private const double NoLag = 1e-12;

    public static double Plv(double re, double im, double weight) =>
        weight > 0 ? Math.Min(1, double.Hypot(re, im) / weight) : 0;

    public static double CiPlv(double re, double im, double weight)
    {
        if (weight <= 0) return 0;
        double x = re / weight, y = im / weight, rest = (1 - x) * (1 + x);
        return rest > NoLag ? Math.Min(1, Math.Abs(y) / Math.Sqrt(rest)) : 0;
    }

    /// <param name="re">Sum of the phasor products.</param>
    /// <param name="im">Its imaginary part.</param>
    /// <param name="own">W2 over the samples in which both streams have a phase: each sample's product with itself.</param>
    /// <param name="weight">W.</param>
    /// <param name="square">W2.</param>
    public static double Ppc(double re, double im, double own, double weight, double square) =>
        Ratio((re * re) + (im * im) - own, (weight * weight) - square);

    public static double Pli(double sign, double weight) => weight > 0 ? Math.Min(1, Math.Abs(sign) / weight) : 0;

    public static double Wpli(double difference, double magnitude) =>
        magnitude > 0 ? Math.Min(1, Math.Abs(difference) / magnitude) : 0;

    public static double Wpli2Debiased(double difference, double magnitude, double square) =>
        Ratio((difference * difference) - square, (magnitude * magnitude) - square);

    public static double Coherence(double re, double im, double powerI, double powerJ)
    {
        double scale = Math.Sqrt(powerI) * Math.Sqrt(powerJ);
        return scale > 0 ? Math.Min(1, double.Hypot(re, im) / scale) : 0;
    }

    public static double ImaginaryCoherence(double im, double powerI, double powerJ)
    {
        double scale = Math.Sqrt(powerI) * Math.Sqrt(powerJ);
        return scale > 0 ? Math.Clamp(im / scale, -1, 1) : 0;
    }

    private static double Ratio(double above, double below) => below > 0 ? Math.Clamp(above / below, -1, 1) : 0;
}
