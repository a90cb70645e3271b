using Unum.Benchmarks;

return BenchmarkRunner.Run(args);
