using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>
/// What minds learn from each other, in parts: <c>transfer</c> (concepts and skills, with controls), <c>byzantine</c> (seven attacks, six ways of merging), <c>bytes</c> (bytes to equal accuracy beside federated
/// averaging), <c>sizes</c> (givers and receivers of different size), <c>rounds</c> (of gossip until all agree), <c>discovery</c> (capabilities in a DHT), <c>cost</c> (time a delta) and <c>instances</c> (a thousand in one process). All parts by default; <c>--only PART</c> runs one, <c>--quick</c> takes one seed.
/// </summary>
public static class HiveBenchmarks
{
    /// <summary>The parts, in the order they run; each takes how many seeds.</summary>
    private static readonly (string Name, Func<int, IEnumerable<Comparison>> Run)[] Parts =
    [
        ("transfer", TransferBenchmarks.Run), ("byzantine", ByzantineBenchmarks.Run), ("bytes", FederatedBenchmarks.Run), ("sizes", SizeBenchmarks.Run),
        ("rounds", RoundsBenchmarks.Run), ("discovery", DiscoveryBenchmarks.Run), ("cost", static _ => DeltaCostBenchmarks.Run()), ("instances", InstanceBenchmarks.Run),
    ];

    /// <summary>Runs what the command line asks for.</summary>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static IEnumerable<Comparison> Run(string[] args)
    {
        string? only = Array.IndexOf(args, "--only") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        if (only is not null && !Parts.Any(p => p.Name == only)) throw new ArgumentException($"--only is one of {string.Join(", ", Parts.Select(static p => p.Name))}, not {only}.", nameof(args));
        int seeds = args.Contains("--quick") ? 1 : 5;
        return Parts.Where(p => only is null || p.Name == only).SelectMany(p => p.Run(seeds));
    }

    /// <summary>The data sets this computer has, with how many concepts are kept from the receiver; who is missing is told.</summary>
    internal static IEnumerable<(Labelled Data, int Unseen)> Sets(int seed)
    {
        yield return (DataSets.Digits(ByteStreams.Data("digits", "digits.csv"), seed), 3);
        if (Directory.Exists(ByteStreams.Python())) yield return (DataSets.Texts(ByteStreams.Python(), seed), 6);
        else if (seed == 1) Console.Error.WriteLine("this computer has no Python library: the texts are left out");
    }

    /// <summary>Mean and deviation as a table shows them.</summary>
    internal static string Shown(IEnumerable<double> figures)
    {
        (double mean, double deviation) = Moments(figures);
        return FormattableString.Invariant($"{mean:F3} ± {deviation:F3}");
    }

    /// <summary>Mean and sample deviation; 0 with one figure.</summary>
    internal static (double Mean, double Deviation) Moments(IEnumerable<double> figures)
    {
        double[] all = [.. figures];
        double mean = all.Average();
        return (mean, all.Length < 2 ? 0 : Math.Sqrt(all.Sum(x => (x - mean) * (x - mean)) / (all.Length - 1)));
    }
}
