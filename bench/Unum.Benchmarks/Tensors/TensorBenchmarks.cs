namespace Unum.Benchmarks.Tensors;

/// <summary>
/// The tensor room beside OpenBLAS, numpy, torch and System.Numerics.Tensors, each line's alternatives taking turns. All parts by
/// default; <c>--only PART</c> runs one of <c>sgemm</c>, <c>mathnet</c>, <c>tiny</c>, <c>int8</c>, <c>pooling</c> and <c>elementwise</c>.
/// </summary>
public static class TensorBenchmarks
{
    private static readonly (string Name, Func<IEnumerable<Comparison>> Run)[] Parts =
    [
        ("sgemm", MatMulBenchmarks.Square), ("mathnet", MatMulBenchmarks.MathNet), ("tiny", MatMulBenchmarks.Tiny),
        ("int8", MatMulBenchmarks.Int8), ("pooling", PoolingBenchmarks.Run), ("elementwise", ElementwiseBenchmarks.Run),
    ];

    /// <summary>Every line of the room.</summary>
    public static IEnumerable<Comparison> Run() => Run([]);

    /// <summary>Runs what the command line asks for.</summary>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static IEnumerable<Comparison> Run(string[] args)
    {
        string? only = Array.IndexOf(args, "--only") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        if (only is not null && !Parts.Any(p => p.Name == only)) throw new ArgumentException($"--only is one of {string.Join(", ", Parts.Select(static p => p.Name))}, not {only}.", nameof(args));
        return Parts.Where(p => only is null || p.Name == only).SelectMany(static p => p.Run());
    }
}
