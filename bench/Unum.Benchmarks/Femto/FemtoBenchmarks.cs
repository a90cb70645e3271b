namespace Unum.Benchmarks.Femto;

/// <summary>
/// The minds beside their peers, in parts: <c>streams</c> (whole files beside the archivers), <c>static</c> (frozen and learning on
/// the last tenth), <c>ablation</c> (a Cube without each of its vertices), <c>threads</c> (a Cube on one and two), <c>large</c> (ten megabytes), <c>costs</c> (time and
/// memory), <c>core</c> (the 16-dimensional core beside PyTorch), <c>classify</c> (kinds of file from snippets) and <c>anomaly</c> (sensors and logs). All parts by default; <c>--only PART</c> runs one,
/// <c>--stream NAME</c> keeps to one stream, <c>--bytes N</c> to the heads of streams. Each part prints its table when it is done.
/// </summary>
public static class FemtoBenchmarks
{
    /// <summary>The parts, in the order they run.</summary>
    private static readonly (string Name, Func<string?, IEnumerable<Comparison>> Run)[] Parts =
    [
        ("streams", StreamBenchmarks.Run), ("static", StaticBenchmarks.Run), ("ablation", AblationBenchmarks.Run), ("threads", CubeThreadBenchmarks.Run),
        ("large", static _ => LargeBenchmarks.Run()), ("costs", static _ => CostBenchmarks.Run()), ("core", static _ => CoreBenchmarks.Run()), ("classify", static _ => ClassifyBenchmarks.Run()), ("anomaly", static _ => AnomalyBenchmarks.Run()), ("anomaly", static _ => LogBenchmarks.Run()),
    ];

    /// <summary>Runs what the command line asks for.</summary>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static IEnumerable<Comparison> Run(string[] args)
    {
        string? only = After(args, "--only"), stream = After(args, "--stream");
        if (only is not null && !Parts.Any(p => p.Name == only)) throw new ArgumentException($"--only is one of {string.Join(", ", Parts.Select(static p => p.Name).Distinct(StringComparer.Ordinal))}, not {only}.", nameof(args));
        if (After(args, "--bytes") is { } bytes) ByteStreams.MostBytes = int.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture);
        return Parts.Where(p => only is null || p.Name == only).SelectMany(p => p.Run(stream));
    }

    private static string? After(string[] args, string option) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
