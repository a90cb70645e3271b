namespace Unum.Benchmarks.Grid;

/// <summary>All of the grid's benchmarks, one after another.</summary>
public static class GridBenchmarks
{
    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run() =>
    [
        .. StorageBenchmarks.Run(),
        .. IntegrityBenchmarks.Run(),
        .. ConsensusBenchmarks.Run(),
        .. KappaBenchmarks.Run(),
        .. CubeBenchmarks.Run(),
        .. MindsBenchmarks.Run(),
        .. ApiBenchmarks.Run(),
    ];
}
