using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Unum.Kairos.Connectivity;

namespace Unum.Benchmarks.Kairos;

/// <summary>
/// The connectivity tracker beside numpy on one thread. Ours and the peer take turns; in each turn both take their best repetition (what else
/// runs on the machine then counts against neither), and the figure is the median over turns. All of ours go through the public
/// <c>Update</c>, one sample a call, normalising to unit phasors included.
/// </summary>
public static class PlvBenchmarks
{
    private const int Channels = 64;
    private const int Turns = 3;
    private const int Samples = 4096;

    public static IEnumerable<Comparison> Run()
    {
        const double Pairs = Channels * (Channels - 1) / 2;
        List<double> plv = [], forgetting = [], all = [], streamed = [], blocked = [], everything = [];
        string? numpy = null;
        for (int turn = 0; turn < Turns; turn++)
        {
            plv.Add(Samples * Pairs / Best(Feed(ConnectivityMeasures.Plv, 0)));
            forgetting.Add(Samples * Pairs / Best(Feed(ConnectivityMeasures.Plv, .01)));
            all.Add(Samples * Pairs / Best(Feed(ConnectivityMeasures.All, 0)));
            using JsonDocument? peer = PythonPeer.Run("plv.py", "pairs", Channels.ToString(CultureInfo.InvariantCulture));
            if (peer is null) continue;
            numpy = $"numpy {peer.RootElement.GetProperty("numpy").GetString()}, {peer.RootElement.GetProperty("blas").GetString()}";
            streamed.Add(peer.RootElement.GetProperty("streaming").GetDouble());
            blocked.Add(peer.RootElement.GetProperty("blocked").GetDouble());
            everything.Add(peer.RootElement.GetProperty("all").GetDouble());
        }

        const string Unit = "pair-samples/s";
        yield return Comparison.Rate($"PLV, {Channels} channels, against numpy sample by sample", Median(plv)!.Value, Median(streamed), numpy, Unit);
        yield return Comparison.Rate($"PLV, {Channels} channels, against numpy's blocked product", Median(plv)!.Value, Median(blocked), numpy, Unit);
        yield return Comparison.Rate($"PLV, {Channels} channels, forgetting", Median(forgetting)!.Value, null, null, Unit);
        yield return Comparison.Rate($"All 8 measures, {Channels} channels, against numpy blocked", Median(all)!.Value, Median(everything), numpy, Unit);
        yield return Comparison.Cost("PLV read after every sample (2,016 values)", Best(FeedAndRead()) / 256 * 1e6, null, null, "us/sample");
        yield return Comparison.Cost($"All 8 measures, {Channels} channels: allocated", AllocatedPerSample(), null, null, "B/sample");
        if (Recording() is { } recording) yield return recording;
    }

    /// <summary>All measures over data/eeg: reading not included, filter and Hilbert transform included.</summary>
    private static Comparison? Recording()
    {
        string path = Path.GetFullPath(Path.Combine(Here(), "../../../data/eeg/eeglab_data.fdt"));
        if (!File.Exists(path)) return null;
        float[] samples = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        RecordingOptions options = new() { Channels = 32, Rate = 128, Low = 8, High = 13 };
        List<double> ours = [], peers = [];
        string? name = null;
        for (int turn = 0; turn < Turns; turn++)
        {
            ours.Add(Best(() => RecordingAnalysis.Analyze(samples, options)));
            using JsonDocument? peer = PythonPeer.Run("plv.py", "recording", path);
            if (peer is null) continue;
            name = $"numpy {peer.RootElement.GetProperty("numpy").GetString()} and scipy, {peer.RootElement.GetProperty("blas").GetString()}";
            peers.Add(peer.RootElement.GetProperty("seconds").GetDouble());
        }

        return Comparison.Cost("All 8 measures of a 32-channel recording of 30,504 samples", Median(ours)!.Value, Median(peers), name, "s");
    }

    private static Action Feed(ConnectivityMeasures measures, double forget)
    {
        (ConnectivityTracker tracker, float[] re, float[] im) = Start(measures, forget);
        return () =>
        {
            for (int t = 0; t < Samples; t++)
            {
                int at = t % 1024 * Channels;
                tracker.Update(re.AsSpan(at, Channels), im.AsSpan(at, Channels));
            }
        };
    }

    private static Action FeedAndRead()
    {
        (ConnectivityTracker tracker, float[] re, float[] im) = Start(ConnectivityMeasures.Plv, .01);
        double[] values = new double[tracker.Pairs];
        return () =>
        {
            for (int t = 0; t < 256; t++)
            {
                tracker.Update(re.AsSpan(t * Channels, Channels), im.AsSpan(t * Channels, Channels));
                tracker.Read(ConnectivityMeasure.Plv, values);
            }
        };
    }

    private static double AllocatedPerSample()
    {
        Action feed = Feed(ConnectivityMeasures.All, .01);
        feed();
        long before = GC.GetAllocatedBytesForCurrentThread();
        feed();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Samples;
    }

    private static (ConnectivityTracker Tracker, float[] Re, float[] Im) Start(ConnectivityMeasures measures, double forget)
    {
        Random random = new(1);
        float[] re = new float[1024 * Channels], im = new float[1024 * Channels];
        for (int k = 0; k < re.Length; k++) (re[k], im[k]) = ((float)random.NextDouble() - .5f, (float)random.NextDouble() - .5f);
        return (new ConnectivityTracker(Channels, forget, measures), re, im);
    }

    /// <summary>Seconds of the fastest repetition within about .4 s, after .2 s of warming up.</summary>
    private static double Best(Action work)
    {
        long begin = Stopwatch.GetTimestamp();
        do work();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < .2);
        double best = double.MaxValue;
        begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < .4);
        return best;
    }

    private static double? Median(List<double> values) => values.Count == 0 ? null : values.Order().ElementAt(values.Count / 2);

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
