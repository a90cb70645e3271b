namespace Unum.Hive.Evolution;

/// <summary>A mean with its sample standard deviation.</summary>
/// <param name="Mean">Of all values.</param>
/// <param name="Deviation">0 of a single one.</param>
public readonly record struct Spread(double Mean, double Deviation)
{
    /// <summary>Of some values.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new Spread(mean, all.Length < 2 ? 0 : Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Length - 1)));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Mean:F4} ± {Deviation:F4}");
}
