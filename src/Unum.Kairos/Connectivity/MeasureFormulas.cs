namespace Unum.Kairos.Connectivity;

/// <summary>
/// From sums to measures (definitions and sources at <see cref="ConnectivityMeasure"/>). With forgetting, a sample of age k has weight
/// w = (1 - forget)^k; W = sum w, W2 = sum w^2, and the unbiased estimators average over pairs of different samples with weight w_k w_l.
/// What is undefined (no power, one sample where two are needed) is 0: no evidence of coupling.
/// </summary>
internal static class MeasureFormulas
{
    // What is left of a difference of nearly equal sums is rounding. For ciplv it also means a lag below 1e-6 rad, which samples in floats
    // (phases to 1e-7 rad) do not tell from none; for the unbiased ratios, that one sample outweighs all others.
    private const double Rounding = 1e-12;

    public static double Plv(double re, double im, double weight) =>
        weight > 0 ? Math.Min(1, Magnitude(re, im) / weight) : 0;

    public static double CiPlv(double re, double im, double weight)
    {
        if (weight <= 0) return 0;
        double x = re / weight, y = im / weight, rest = (1 - x) * (1 + x);
        return rest > Rounding ? Math.Min(1, Math.Abs(y) / Math.Sqrt(rest)) : 0;
    }

    /// <summary>Pairwise phase consistency.</summary>
    /// <param name="re">Sum of the phasor products.</param>
    /// <param name="im">Its imaginary part.</param>
    /// <param name="own">W2 over the samples in which both streams have a phase: each sample's product with itself.</param>
    /// <param name="weight">W.</param>
    /// <param name="square">W2.</param>
    public static double Ppc(double re, double im, double own, double weight, double square) =>
        Ratio((re * re) + (im * im) - own, (weight * weight) - square, weight * weight);

    public static double Pli(double sign, double weight) => weight > 0 ? Math.Min(1, Math.Abs(sign) / weight) : 0;

    public static double Wpli(double difference, double magnitude) =>
        magnitude > 0 ? Math.Min(1, Math.Abs(difference) / magnitude) : 0;

    public static double Wpli2Debiased(double difference, double magnitude, double square) =>
        Ratio((difference * difference) - square, (magnitude * magnitude) - square, magnitude * magnitude);

    public static double Coherence(double re, double im, double powerI, double powerJ)
    {
        double scale = Math.Sqrt(powerI) * Math.Sqrt(powerJ);
        return scale > 0 ? Math.Min(1, Magnitude(re, im) / scale) : 0;
    }

    public static double ImaginaryCoherence(double im, double powerI, double powerJ)
    {
        double scale = Math.Sqrt(powerI) * Math.Sqrt(powerJ);
        return scale > 0 ? Math.Clamp(im / scale, -1, 1) : 0;
    }

    // Sums of products of floats: their squares are far inside a double's range, so no hypot.
    private static double Magnitude(double re, double im) => Math.Sqrt((re * re) + (im * im));

    private static double Ratio(double above, double below, double whole) =>
        below > Rounding * whole ? Math.Clamp(above / below, -1, 1) : 0;
}
