using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Unum.Kairos.Temporal;

namespace Unum.Benchmarks.Kairos;

/// <summary>The 32-lag x 8-frequency coherence bank: cell-samples a second on one core, beside numpy in alternating rounds.</summary>
public static class CoherenceBankBenchmarks
{
    private const int Rounds = 5;
    private const double SecondsEach = 0.25;
    private const double Lambda = 0.01;
    private const string C = "C, AVX2 (published figure of the design, another run)";

    /// <summary>Runs them all.</summary>
    public static IEnumerable<Comparison> Run()
    {
        int[] lags = DeviceClass.PiZero.LagsSamples(32, 1000); // 10 ms to 1 s at 1 kHz
        double[] omegas = [.. Enumerable.Range(0, 8).Select(f => 0.05 * f)];
        string[] arguments =
        [
            SecondsEach.ToString(CultureInfo.InvariantCulture), string.Join(',', lags),
            string.Join(',', omegas.Select(o => o.ToString(CultureInfo.InvariantCulture))), Lambda.ToString(CultureInfo.InvariantCulture),
        ];
        Bench bench = new(lags, omegas);
        List<double> scalar = [], complex = [], real = [], watched = [], theirScalar = [], theirComplex = [], theirReal = [];
        string peer = "numpy";
        for (int round = 0; round < Rounds; round++)
        {
            scalar.Add(bench.Scalar());
            complex.Add(bench.Complex(watch: false));
            watched.Add(bench.Complex(watch: true));
            real.Add(bench.Real());
            using JsonDocument? numpy = PythonPeer.Run("coherence_bank.py", arguments);
            if (numpy is null) continue;
            peer = $"numpy {numpy.RootElement.GetProperty("numpy").GetString()}";
            theirScalar.Add(numpy.RootElement.GetProperty("streaming_complex").GetDouble());
            theirComplex.Add(numpy.RootElement.GetProperty("blocked_complex").GetDouble());
            theirReal.Add(numpy.RootElement.GetProperty("blocked_real").GetDouble());
        }

        const string Unit = "cell-samples/s";
        const string Name = "coherence bank 32 lags x 8 frequencies, ";
        yield return Comparison.Rate(Name + "sample by sample, complex", Median(scalar)!.Value, Median(theirScalar), peer + ", sample by sample", Unit);
        yield return Comparison.Rate(Name + "blocked, complex", Median(complex)!.Value, Median(theirComplex), peer + ", blocked", Unit);
        yield return Comparison.Rate(Name + "blocked, real", Median(real)!.Value, Median(theirReal), peer + ", blocked", Unit);
        yield return Comparison.Rate(Name + "blocked, complex", Median(complex)!.Value, 1.1e10, C, Unit);
        yield return Comparison.Rate(Name + "blocked, real", Median(real)!.Value, 2.2e10, C, Unit);
        yield return Comparison.Rate(Name + "blocked, complex, collapses watched", Median(watched)!.Value, null, null, Unit);
        foreach (Comparison cost in bench.Costs(Name)) yield return cost;
    }

    private static double? Median(List<double> values)
    {
        if (values.Count == 0) return null;
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The banks and their input, kept warm between rounds.</summary>
    private sealed class Bench
    {
        private readonly TemporalCoherenceBank _scalar;
        private readonly BlockedCoherenceBank _complex, _real;
        private readonly float[] _re = new float[4096], _im = new float[4096];
        private readonly Collapse[] _room = new Collapse[256];
        private readonly int _cells;

        public Bench(int[] lags, double[] omegas)
        {
            _cells = lags.Length * omegas.Length;
            _scalar = new(lags, omegas, Lambda, 1e-3);
            _complex = new(lags, omegas, Lambda, 1e-3);
            _real = new(lags, omegas, Lambda, 1e-3, VelocityKind.Real);
            Random random = new(1);
            for (int i = 0; i < _re.Length; i++) (_im[i], _re[i]) = MathF.SinCos(MathF.Tau * random.NextSingle());
            for (int warm = 0; warm < 200; warm++)
            {
                foreach (Action once in (Action[])[ScalarOnce, ComplexOnce, WatchedOnce, RealOnce]) once();
            }
        }

        public double Scalar() => Rate(ScalarOnce, 256);

        public double Complex(bool watch) => Rate(watch ? WatchedOnce : ComplexOnce, _re.Length);

        public double Real() => Rate(RealOnce, _re.Length);

        public IEnumerable<Comparison> Costs(string name)
        {
            yield return Comparison.Cost(name + "sample by sample: state with history", (double)_scalar.Bytes / _cells, null, null, "bytes/cell");
            yield return Comparison.Cost(name + "blocked complex: state with history", (double)_complex.Bytes / _cells, null, null, "bytes/cell");
            yield return Comparison.Cost(name + "blocked real: state with history", (double)_real.Bytes / _cells, null, null, "bytes/cell");
            string what = name + "allocated";
            long before = GC.GetAllocatedBytesForCurrentThread();
            ScalarOnce();
            WatchedOnce();
            RealOnce();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            yield return Comparison.Cost(what, allocated, null, null, "bytes/sample");
        }

        private void ScalarOnce()
        {
            for (int i = 0; i < 256; i++) _scalar.Update(new Complex(_re[i], _im[i]));
        }

        private void ComplexOnce() => _complex.Update(_re, _im);

        private void WatchedOnce() => _complex.Update(_re, _im, _room);

        private void RealOnce() => _real.Update(_re);

        /// <summary>Per second of processor time, on both sides: what else the machine does is not measured.</summary>
        private double Rate(Action once, int samples)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime, used;
            long done = 0;
            do
            {
                for (int i = 0; i < 16; i++) once();
                done += 16 * samples;
                used = Environment.CpuUsage.TotalTime - start;
            }
            while (used.TotalSeconds < SecondsEach);
            return done * (double)_cells / used.TotalSeconds;
        }
    }
}
