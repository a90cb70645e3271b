using System.Globalization;
using System.Text.Json;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Unum.Tensors;
using Unum.Tensors.Quantised;
using Unum.Tensors.Threads;

namespace Unum.Benchmarks.Tensors;

/// <summary>Large products beside OpenBLAS.</summary>
internal static unsafe class MatMulBenchmarks
{
    public static IEnumerable<Comparison> Square()
    {
        TensorMath one = new(FixedThreadBudget.One), two = new(new FixedThreadBudget(2));
        foreach (int size in new[] { 256, 1024, 2048 })
        {
            Random random = new(size);
            Tensor a = Tensor.Normal(new Shape(size, size), random), b = Tensor.Normal(new Shape(size, size), random), c = new(size, size);
            double flops = 2.0 * size * size * size * 1e-9;
            double turn = size == 2048 ? .2 : .1;
            Action peer = Peer(size, a, b, 1);
            double[] single = Stopclock.OneThread(turn, () => one.MatMul(a, b, c), peer);
            yield return Line($"SGEMM {size}, one thread", flops, single);
            double[] both = Stopclock.ManyThreads(turn, () => two.MatMul(a, b, c), Peer(size, a, b, 2), () => one.MatMul(a, b, c));
            yield return Line($"SGEMM {size}, two threads", flops, both);
            yield return Comparison.Rate($"SGEMM {size}, two threads against our one", flops / both[0], flops / both[2], "Unum, one thread", "GFLOP/s");
        }
    }

    /// <summary>MathNet's managed provider, on one thread.</summary>
    public static IEnumerable<Comparison> MathNet()
    {
        const int Size = 256;
        TensorMath one = new(FixedThreadBudget.One);
        Tensor a = Tensor.Normal(new Shape(Size, Size), new Random(1)), b = a.Clone(), c = new(Size, Size);
        Control.UseManaged();
        Control.UseSingleThread();
        Matrix<float> ma = Matrix<float>.Build.Dense(Size, Size, a.Span.ToArray()), mb = ma.Clone(), mc = ma.Clone();
        double[] seconds = Stopclock.OneThread(.1, () => one.MatMul(a, b, c), () => ma.Multiply(mb, mc));
        const double Flops = 2.0 * Size * Size * Size * 1e-9;
        yield return Comparison.Rate("SGEMM 256, one thread", Flops / seconds[0], Flops / seconds[1], "MathNet.Numerics 5.0.0, managed", "GFLOP/s");
    }

    /// <summary>
    /// Whole numbers of 8 bits beside floats, ours and OpenBLAS's, and beside torch's quantised linear layer, whose weights are packed beforehand and
    /// whose answer is 8 bits again; ours packs in the call and answers in floats.
    /// </summary>
    public static IEnumerable<Comparison> Int8()
    {
        TensorMath one = new(FixedThreadBudget.One);
        foreach (int size in new[] { 256, 1024 })
        {
            Tensor a = Tensor.Normal(new Shape(size, size), new Random(1)), b = Tensor.Normal(new Shape(size, size), new Random(2)), c = new(size, size);
            Int8Matrix qa = Int8Matrix.From(a), qb = Int8Matrix.From(b);
            double[] seconds = Stopclock.OneThread(.1, () => one.MatMul(qa, qb, c), () => one.MatMul(a, b, c), Peer(size, a, b, 1));
            double flops = 2.0 * size * size * size * 1e-9;
            yield return Comparison.Rate($"int8 {size}, one thread, against our float32", flops / seconds[0], flops / seconds[1], "Unum, float32", "Gop/s");
            if (OpenBlas.Name is not null)
                yield return Comparison.Rate($"int8 {size}, one thread, against float32", flops / seconds[0], flops / seconds[2], OpenBlas.Name, "Gop/s");
            if (PythonPeer.Run("tensors.py", "int8", size.ToString(CultureInfo.InvariantCulture)) is not { } peer) continue;
            using (peer)
            {
                string version = peer.RootElement.GetProperty("torch_version").GetString()!;
                foreach (JsonProperty engine in peer.RootElement.EnumerateObject().Where(static e => e.Value.ValueKind == JsonValueKind.Number))
                    yield return Comparison.Rate($"int8 {size}, one thread", flops / seconds[0], flops / engine.Value.GetDouble(), $"torch {version}, {engine.Name}", "Gop/s");
            }
        }
    }

    /// <summary>Many products of 16 by 16: 64 that stay in the caches, and 100,000 that do not.</summary>
    public static IEnumerable<Comparison> Tiny()
    {
        TensorMath one = new(FixedThreadBudget.One), two = new(new FixedThreadBudget(2));
        foreach (int batch in new[] { 64, 100_000 })
        {
            Random random = new(batch);
            Shape shape = new(batch, 16, 16);
            Tensor a = Tensor.Normal(shape, random), b = Tensor.Normal(shape, random), c = new(shape);
            double flops = 2.0 * 16 * 16 * 16 * batch * 1e-9;
            string name = batch == 64 ? "64 products of 16x16, in cache" : "100,000 products of 16x16";
            double[] single = Stopclock.OneThread(.05, () => one.BatchedMatMul(a, b, c), TinyPeer(batch, a, b), () => RegisterPeak.Run(batch * 16));
            yield return Line($"{name}, one thread", flops, single);
            if (batch == 64) yield return Comparison.Rate($"{name}, one thread", flops / single[0], RegisterPeak.Flops * batch * 16e-9 / single[2], "multiply-adds in registers, as fast as this core goes", "GFLOP/s");
            if (PythonPeer.Run("tensors.py", "tiny", batch.ToString(CultureInfo.InvariantCulture)) is { } peer)
            {
                using (peer)
                {
                    foreach (string library in new[] { "numpy", "torch" })
                    {
                        if (!peer.RootElement.TryGetProperty(library, out JsonElement seconds)) continue;
                        string version = peer.RootElement.GetProperty(library + "_version").GetString()!;
                        yield return Comparison.Rate(
                            $"{name}, one thread", flops / single[0], flops / seconds.GetDouble(), $"{library} {version}", "GFLOP/s");
                    }
                }
            }

            if (batch == 64) continue;
            double[] both = Stopclock.ManyThreads(.05, () => two.BatchedMatMul(a, b, c), () => one.BatchedMatMul(a, b, c));
            yield return Comparison.Rate($"{name}, two threads against our one", flops / both[0], flops / both[1], "Unum, one thread", "GFLOP/s");
        }
    }

    private static Action TinyPeer(int batch, Tensor a, Tensor b)
    {
        if (OpenBlas.Name is null) return () => { };
        Tensor c = new(a.Shape);
        return () =>
        {
            OpenBlas.UseThreads(1);
            fixed (float* pa = a.Span, pb = b.Span, pc = c.Span)
            {
                for (nint i = 0; i < batch; i++) OpenBlas.MultiplyTiny(pa + (i * 256), pb + (i * 256), pc + (i * 256));
            }
        };
    }

    private static Comparison Line(string name, double flops, double[] seconds) => Comparison.Rate(
        name, flops / seconds[0], OpenBlas.Name is null ? null : flops / seconds[1], OpenBlas.Name, "GFLOP/s");

    private static Action Peer(int size, Tensor a, Tensor b, int threads)
    {
        if (OpenBlas.Name is null) return () => { };
        Tensor c = new(a.Shape);
        return () =>
        {
            OpenBlas.UseThreads(threads);
            fixed (float* pa = a.Span, pb = b.Span, pc = c.Span) OpenBlas.Multiply(size, pa, pb, pc);
        };
    }
}
