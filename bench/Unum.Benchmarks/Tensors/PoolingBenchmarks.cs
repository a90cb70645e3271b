using System.Globalization;
using System.Text.Json;
using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Benchmarks.Tensors;

/// <summary>Pooling of pictures beside our own scalar loops and torch.</summary>
internal static class PoolingBenchmarks
{
    private const int Side = 112;
    private const int Channels = 64;

    public static IEnumerable<Comparison> Run()
    {
        Tensor x = Tensor.Normal(new Shape(1, Channels, Side, Side), new Random(1));
        TensorMath wide = new(FixedThreadBudget.One), scalar = new(FixedThreadBudget.One, SimdLevel.Scalar);
        const double Numbers = Channels * Side * Side * 1e-9;
        foreach ((int window, int stride) in new[] { (2, 2), (3, 2), (3, 1) })
        {
            Convolution how = new(stride, window == 3 ? 1 : 0);
            (string Name, Action Wide, Action Scalar)[] all =
            [
                ("max", () => wide.MaxPool2d(x, window, how), () => scalar.MaxPool2d(x, window, how)),
                ("mean", () => wide.MeanPool2d(x, window, how), () => scalar.MeanPool2d(x, window, how)),
            ];
            using JsonDocument? peer = PythonPeer.Run("tensors.py", "pooling", window.ToString(CultureInfo.InvariantCulture), stride.ToString(CultureInfo.InvariantCulture));
            foreach ((string name, Action ours, Action plain) in all)
            {
                double[] seconds = Stopclock.OneThread(.05, ours, plain);
                string title = FormattableString.Invariant($"{name} pooling {window}x{window}, stride {stride}, {Channels} planes of {Side}x{Side}, one thread");
                yield return Comparison.Rate(title, Numbers / seconds[0], Numbers / seconds[1], "our scalar loops", "billion numbers/s");
                if (peer is null) continue;
                yield return Comparison.Rate(title, Numbers / seconds[0], Numbers / peer.RootElement.GetProperty(name).GetDouble(), $"torch {peer.RootElement.GetProperty("torch_version").GetString()}", "billion numbers/s");
            }
        }
    }
}
