namespace Unum.Kairos.Filtering;

/// <summary>
/// A second-order section H(z) = (B0 + B1 z^-1 + B2 z^-2) / (1 + A1 z^-1 + A2 z^-2); of first order when B2 = A2 = 0.
/// </summary>
/// <param name="B0">Numerator, now.</param>
/// <param name="B1">Numerator, one sample ago.</param>
/// <param name="B2">Numerator, two samples ago.</param>
/// <param name="A1">Denominator, one sample ago.</param>
/// <param name="A2">Denominator, two samples ago.</param>
public readonly record struct FilterSection(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>What a constant is multiplied by.</summary>
    internal double ConstantGain => (B0 + B1 + B2) / (1 + A1 + A2);

    /// <summary>Filters in place (transposed direct form II), as if the section had always been fed <paramref name="before"/>.</summary>
    internal void Apply(Span<double> values, double before)
    {
        double settled = ConstantGain;
        double s2 = (B2 - (A2 * settled)) * before;
        double s1 = ((B1 - (A1 * settled)) * before) + s2;
        for (int n = 0; n < values.Length; n++)
        {
            double x = values[n], y = Math.FusedMultiplyAdd(B0, x, s1);
            s1 = Math.FusedMultiplyAdd(-A1, y, Math.FusedMultiplyAdd(B1, x, s2));
            s2 = (B2 * x) - (A2 * y);
            values[n] = y;
        }
    }
}
