namespace Unum.Benchmarks.Tensors;

/// <summary>The tensor room beside OpenBLAS, numpy, torch and System.Numerics.Tensors, each line's alternatives taking turns.</summary>
public static class TensorBenchmarks
{
    /// <summary>Every line of the room.</summary>
    public static IEnumerable<Comparison> Run() => Run(null);

    internal static IEnumerable<Comparison> Run(string? only)
    {
        (string Name, Func<IEnumerable<Comparison>> Lines)[] groups =
        [
            ("sgemm", MatMulBenchmarks.Square),
            ("mathnet", MatMulBenchmarks.MathNet),
            ("tiny", MatMulBenchmarks.Tiny),
            ("int8", MatMulBenchmarks.Int8),
            ("elementwise", ElementwiseBenchmarks.Run),
        ];
        return groups.Where(g => only is null || string.Equals(g.Name, only, StringComparison.Ordinal)).SelectMany(g => g.Lines());
    }
}
