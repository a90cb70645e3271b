using Unum.Devices.Sensing.Specs;

namespace Unum.Devices.Sensing;

/// <summary>Where and how often this host is sensed.</summary>
public sealed record SensorOptions
{
    /// <summary>The kernel's process files.</summary>
    public string ProcRoot { get; init; } = "/proc";

    /// <summary>The kernel's device files.</summary>
    public string SysRoot { get; init; } = "/sys";

    /// <summary>Samples per second of the host's vitals, in [1e-6, 1e6]; the node's beat.</summary>
    public double RateHz { get; init; } = 10;

    /// <summary>Pause between two readings of thermometers and their like; at least 1 ms.</summary>
    public TimeSpan SlowEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Opens standard input, when a line asks for it.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    /// <summary>Looks up what a line names as <c>$NAME</c> instead of writing a secret down; the environment by default.</summary>
    public Func<string, string?> Secret { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Families to look for beside the catalog's own, such as microphones and cameras.</summary>
    public IReadOnlyList<SensorFinder> Finders { get; init; } = [];

    /// <summary>Kinds for lines of text beside the catalog's own.</summary>
    public IReadOnlyList<SensorKind> Kinds { get; init; } = [];
}
