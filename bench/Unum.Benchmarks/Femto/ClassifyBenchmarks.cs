namespace Unum.Benchmarks.Femto;
public static class ClassifyBenchmarks { public static IEnumerable<Comparison> Run() => []; }
