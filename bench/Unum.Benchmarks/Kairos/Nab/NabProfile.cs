namespace Unum.Benchmarks.Kairos.Nab;

/// <summary>What a hit, a false alarm and a miss are worth: the application profiles of Lavin and Ahmad (2015), table I.</summary>
/// <param name="Name">Its published name.</param>
/// <param name="TruePositive">A_TP: reward for the earliest detection in a window.</param>
/// <param name="FalsePositive">A_FP: cost of each row detected far from any window.</param>
/// <param name="FalseNegative">A_FN: cost of each window without a detection.</param>
public sealed record NabProfile(string Name, double TruePositive, double FalsePositive, double FalseNegative)
{
    /// <summary>Hits and misses weigh the same.</summary>
    public static readonly NabProfile Standard = new("standard", 1, 0.11, 1);

    /// <summary>False alarms cost twice as much.</summary>
    public static readonly NabProfile LowFalsePositives = new("reward_low_FP_rate", 1, 0.22, 1);

    /// <summary>Misses cost twice as much.</summary>
    public static readonly NabProfile LowFalseNegatives = new("reward_low_FN_rate", 1, 0.11, 2);

    /// <summary>The three that are published.</summary>
    public static readonly IReadOnlyList<NabProfile> All = [Standard, LowFalsePositives, LowFalseNegatives];
}
