namespace Unum.Kairos.Witness;

/// <summary>How two witnesses are compared.</summary>
public sealed record WeOptions
{
    /// <summary>Beats that a reading looks back on: [32, 100000], default 256 (26 s at 10 Hz). Long finds weak ties and notices
    /// late that one has formed or gone.</summary>
    public int Window { get; init; } = 256;

    /// <summary>Past beats each is predicted from: [1, 8], default 2. A tie that acts later than this is not seen; each lag costs
    /// power.</summary>
    public int Lags { get; init; } = 2;

    /// <summary>Chance that two independent streams are called a WE, at any one reading: (0, .5], default .01.</summary>
    public double Level { get; init; } = .01;

    internal void Check()
    {
        Within(Window, 32, 100_000, nameof(Window));
        Within(Lags, 1, 8, nameof(Lags));
        Within(Level, double.Epsilon, .5, nameof(Level));
    }

    private static void Within(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"Must be within {least} and {most}."));
    }
}
