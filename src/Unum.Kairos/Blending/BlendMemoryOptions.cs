namespace Unum.Kairos.Blending;

/// <summary>How a blend memory keeps and forgets.</summary>
public sealed record BlendMemoryOptions
{
    /// <summary>
    /// From this similarity on a new pattern is blended into the stored one, in (0, 1]; default 0.85 (about 32 degrees apart).
    /// Higher keeps finer distinctions and fills the memory sooner.
    /// </summary>
    public double SameFrom { get; init; } = 0.85;

    /// <summary>How many patterns are kept, 1 or more; default 256. When one more comes, the weakest is forgotten.</summary>
    public int Capacity { get; init; } = 256;

    /// <summary>Time in which an unused pattern loses half its strength; default 30 days.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A pattern weaker than this is forgotten, 0 to below 1; default 1/1024: seen once, it lasts ten half-lives.</summary>
    public double ForgetBelow { get; init; } = 1.0 / 1024;

    /// <summary>The least share by which a new sight moves a pattern, in (0, 1]; default 1/32: old patterns still learn.</summary>
    public double LeastShare { get; init; } = 1.0 / 32;

    /// <summary>The same options, when all are in range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is outside its range.</exception>
    internal static BlendMemoryOptions Checked(BlendMemoryOptions options)
    {
        string? wrong = !(options.SameFrom > 0 && options.SameFrom <= 1) ? "SameFrom is outside (0, 1]"
            : options.Capacity < 1 ? "Capacity is below 1"
            : options.HalfLife <= TimeSpan.Zero ? "HalfLife is not positive"
            : !(options.ForgetBelow >= 0 && options.ForgetBelow < 1) ? "ForgetBelow is outside [0, 1)"
            : !(options.LeastShare > 0 && options.LeastShare <= 1) ? "LeastShare is outside (0, 1]"
            : null;
        return wrong is null ? options : throw new ArgumentOutOfRangeException(nameof(options), wrong);
    }
}
