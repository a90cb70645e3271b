namespace Unum.Hive.Concepts;

/// <summary>
/// How often two concepts came together, each alone, and neither: a table of two by two. The log odds ratio with a half added to every cell, so that an empty cell
/// makes nothing infinite, and its variance, the sum of the cells' inverses (Haldane 1956; Anscombe 1956).
/// </summary>
/// <param name="Both">Observations of both.</param>
/// <param name="First">Of the first without the second.</param>
/// <param name="Second">Of the second without the first.</param>
/// <param name="Neither">Of neither.</param>
public readonly record struct PairTable(long Both, long First, long Second, long Neither)
{
    /// <summary>Distance from chance, in standard errors, from which there is something to say.</summary>
    public const double LeastDistance = 2;

    private const double Added = .5;

    /// <summary>Natural logarithm of the odds ratio.</summary>
    public double LogOdds => Math.Log((Both + Added) * (Neither + Added) / ((First + Added) * (Second + Added)));

    /// <summary>Inverse of the variance of <see cref="LogOdds"/>.</summary>
    public double Precision => 1 / ((1 / (Both + Added)) + (1 / (First + Added)) + (1 / (Second + Added)) + (1 / (Neither + Added)));

    /// <summary>How many standard errors from chance.</summary>
    public double Distance => Math.Abs(LogOdds) * Math.Sqrt(Precision);
}
