using System.Diagnostics;
using Unum.Femto;
using Unum.Femto.Coding;
using Unum.Tensors.Threads;

namespace Unum.Benchmarks.Femto;

/// <summary>A Cube on more threads: scoring and compressing (each vertex runs ahead) and expanding (the threads meet once a bit). By the clock; the best of three.</summary>
public static class CubeThreadBenchmarks
{
    private const int Bytes = 100_000;

    /// <summary>Runs over the head of a stream.</summary>
    public static IEnumerable<Comparison> Run(string? only)
    {
        (string name, byte[] whole) = ByteStreams.All(only ?? "Shakespeare").First();
        byte[] bytes = whole[..Math.Min(Bytes, whole.Length)];
        int[] counts = [.. ((int[])[1, 2, 4, 8]).Where(static n => n <= Environment.ProcessorCount)];
        MarkdownTable table = new("A Cube by threads, kB/s by the clock", "threads", "compressing", "expanding");
        double[] first = [];
        foreach (int count in counts)
        {
            double[] rates = Rates(bytes, new FixedThreadBudget(count));
            if (count == 1) first = rates;
            table.Add(FormattableString.Invariant($"{count}"), [.. rates.Select((r, i) => FormattableString.Invariant($"{r:F1} ({r / first[i]:F2}x)"))]);
            yield return Comparison.Rate(FormattableString.Invariant($"{name}: Cube compressing, {count} threads beside one"), rates[0], first[0], "one thread", "kB/s");
            yield return Comparison.Rate(FormattableString.Invariant($"{name}: Cube expanding, {count} threads beside one"), rates[1], first[1], "one thread", "kB/s");
        }

        table.Print();
    }

    private static double[] Rates(byte[] bytes, IThreadBudget threads)
    {
        double pack = 0, unpack = 0;
        for (int run = 0; run < 3; run++)
        {
            FemtoCodec codec = new(TimeProvider.System, threads);
            using MemoryStream packed = new(), back = new();
            long start = Stopwatch.GetTimestamp();
            codec.Compress(new MemoryStream(bytes), bytes.Length, packed, MindKind.Cube);
            pack = Math.Max(pack, bytes.Length / 1000.0 / Stopwatch.GetElapsedTime(start).TotalSeconds);
            packed.Position = 0;
            start = Stopwatch.GetTimestamp();
            codec.Expand(packed, back);
            unpack = Math.Max(unpack, bytes.Length / 1000.0 / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (!back.ToArray().AsSpan().SequenceEqual(bytes)) throw new InvalidDataException("What was expanded is not what was compressed.");
        }

        return [pack, unpack];
    }
}
