using System.Text.Json;
using Unum.Benchmarks.Tensors;
using Unum.Femto.Births;
using Unum.Femto.Core;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// The 16-dimensional core: tokens trained a second beside PyTorch (the same equations, batch and optimiser, one thread, one run), what a
/// byte costs frozen and learning, and what the birth core knows of the text it was not trained on. Processor time.
/// </summary>
public static class CoreBenchmarks
{
    private const int Steps = 100;

    /// <summary>Runs on Shakespeare.</summary>
    public static IEnumerable<Comparison> Run()
    {
        byte[] text = DefaultBirth.Text();
        CoreTraining training = new() { Steps = Steps };
        training.Run(text); // the compiler is through after this
        double start = Stopclock.CpuSeconds();
        training.Run(text);
        double rate = Steps * training.Batch * CoreWeights.Window / (Stopclock.CpuSeconds() - start);
        using JsonDocument? torch = PythonPeer.Run("core.py");
        double? peer = torch?.RootElement.GetProperty("tokens_per_second").GetDouble();
        string? name = torch is null ? null : $"torch {torch.RootElement.GetProperty("version").GetString()}, one thread";
        int cut = BirthCore.TrainedOf(text).Length;
        List<Comparison> all =
        [
            Comparison.Rate("core: training", rate, peer, name, "tokens/s"),
            Comparison.Cost("core: a token trained", 1e6 / rate, peer is null ? null : 1e6 / peer, name, "us"),
            Comparison.Cost("core: a byte read, frozen", PerByte(learn: false, text), null, null, "us"),
            Comparison.Cost("core: a byte read, learning with one replay", PerByte(learn: true, text), null, null, "us"),
            Comparison.Cost("core: last tenth of Shakespeare, static, birth core of 8,590 bytes", CoreScore.BitsPerByte(BirthCore.Load(), text, cut), null, null, "bits/byte"),
        ];
        MarkdownTable table = new("The core", "", "ours", "peer", "unit");
        foreach (Comparison c in all) table.Add(c.Name, FormattableString.Invariant($"{c.Ours:G5}"), c.Peer is null ? "" : FormattableString.Invariant($"{c.Peer:G5} ({c.PeerName})"), c.Unit);
        foreach (Comparison c in all) yield return c;
        table.Print();
    }

    private static double PerByte(bool learn, byte[] text)
    {
        FemtoCore core = new(BirthCore.Load());
        foreach (byte b in text.AsSpan(0, 20_000)) core.Read(b, learn);
        double start = Stopclock.CpuSeconds();
        foreach (byte b in text.AsSpan(20_000, 200_000)) core.Read(b, learn);
        return (Stopclock.CpuSeconds() - start) / 200_000 * 1e6;
    }
}
