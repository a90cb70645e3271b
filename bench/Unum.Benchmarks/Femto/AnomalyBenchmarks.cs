namespace Unum.Benchmarks.Femto;
public static class AnomalyBenchmarks { public static IEnumerable<Comparison> Run() => []; }
