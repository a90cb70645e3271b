namespace Unum.Kairos.Temporal;

/// <summary>The time scales that a kind of device attends to (DISTRIBUTED_MESH.md, "The Pi Mesh").</summary>
/// <param name="Name">As in settings and on the command line.</param>
/// <param name="BaseSeconds">tau_base, the shortest lag.</param>
/// <param name="MaxSeconds">tau_max, the longest.</param>
public sealed record DeviceClass(string Name, double BaseSeconds, double MaxSeconds)
{
    /// <summary>Immediate response, sensor fusion: 10 ms to 1 s.</summary>
    public static DeviceClass PiZero { get; } = new("pi-zero", 0.01, 1);

    /// <summary>Scalable processing: 1 ms to 10 s.</summary>
    public static DeviceClass Cloud { get; } = new("cloud", 0.001, 10);

    /// <summary>High-performance compute: 0.1 s to 10 minutes.</summary>
    public static DeviceClass MacMini { get; } = new("mac-mini", 0.1, 600);

    /// <summary>Bridge between slow and fast: 1 s to 1 minute.</summary>
    public static DeviceClass Pi4 { get; } = new("pi-4", 1, 60);

    /// <summary>Deep integration: 1 minute to 1 hour.</summary>
    public static DeviceClass Pi2 { get; } = new("pi-2", 60, 3600);

    /// <summary>All of them, fastest first.</summary>
    public static IReadOnlyList<DeviceClass> All { get; } = [Cloud, PiZero, MacMini, Pi4, Pi2];

    /// <summary>Finds a class by name; case, spaces, hyphens and underscores do not matter.</summary>
    /// <exception cref="FormatException">There is no such class; the message lists those there are.</exception>
    public static DeviceClass Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(c => string.Equals(Plain(c.Name), Plain(name), StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"There is no device class '{name}'; there are: {string.Join(", ", All.Select(c => c.Name))}.");
    }

    /// <summary>Log-spaced lags from tau_base to tau_max.</summary>
    /// <param name="count">How many; one gives tau_base alone.</param>
    /// <returns>[count], seconds, rising.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public double[] LagsSeconds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return LogSpaced(BaseSeconds, MaxSeconds, count);
    }

    /// <summary>Log-spaced lags in samples: distinct, rising, at least 1 and at most tau_max.</summary>
    /// <param name="count">How many are wanted.</param>
    /// <param name="rateHz">Samples per second.</param>
    /// <returns>
    /// [count], or fewer where the rate leaves fewer distinct lags: lags shorter than a sample start at one sample instead, and a
    /// rate too slow even for tau_max leaves the single lag 1.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive, or tau_max spans more than 2^30 samples.</exception>
    public int[] LagsSamples(int count, double rateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateHz);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxSeconds * rateHz, 1 << 30, nameof(rateHz));

        int first = Math.Max(1, (int)Math.Round(BaseSeconds * rateHz));
        int last = Math.Max(first, (int)Math.Floor((MaxSeconds * rateHz) + 1e-9));
        int[] lags = new int[Math.Min(count, last - first + 1)];
        double[] ideal = LogSpaced(first, last, lags.Length);
        for (int i = 0; i < lags.Length; i++)
        {
            // no earlier than after the one before, no later than leaves room for those to come
            int earliest = i == 0 ? first : lags[i - 1] + 1;
            lags[i] = Math.Clamp((int)Math.Round(ideal[i]), earliest, last - (lags.Length - 1 - i));
        }

        return lags;
    }

    private static double[] LogSpaced(double first, double last, int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = first * Math.Pow(last / first, count == 1 ? 0 : (double)i / (count - 1));
        return values;
    }

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
