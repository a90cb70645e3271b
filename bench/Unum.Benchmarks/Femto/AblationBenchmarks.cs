using Unum.Femto;
using Unum.Femto.Memory;

namespace Unum.Benchmarks.Femto;

/// <summary>A Cube without each of its vertices in turn: what a vertex is worth is what the others miss without it.</summary>
public static class AblationBenchmarks
{
    private const int Bytes = 300_000;

    private static readonly string[] Names =
        ["general", "words", "long contexts", "short, forgetting", "gaps", "lines and columns", "numbers, records", "middle orders"];

    /// <summary>Runs over the first 300 KB of every stream, or of one.</summary>
    public static IEnumerable<Comparison> Run(string? only)
    {
        (string Name, byte[] Bytes)[] streams = [.. ByteStreams.All(only).Select(static s => (s.Name, s.Bytes[..Math.Min(Bytes, s.Bytes.Length)]))];
        MarkdownTable table = new(FormattableString.Invariant($"A Cube without one vertex, bits per byte over the first {streams.Max(static s => s.Bytes.Length) / 1000} kB; in brackets what leaving it out costs"), ["left out", .. streams.Select(static s => s.Name)]);
        MemoryShape[] shapes = MemoryShapes.Vertices;
        double[,] cost = new double[shapes.Length + 1, streams.Length];
        double[,] alone = new double[shapes.Length, streams.Length];
        Parallel.For(0, (shapes.Length + 1) * streams.Length, job =>
        {
            (int without, int s) = (job % (shapes.Length + 1), job / (shapes.Length + 1));
            byte[] bytes = streams[s].Bytes;
            MemoryShape[] left = [.. shapes.Where((_, i) => i != without)];
            cost[without, s] = new CubeModel(left).Read(bytes) / bytes.Length;
            if (without < shapes.Length) alone[without, s] = new FemtoModel(shapes[without]).Read(bytes) / bytes.Length;
        });
        table.Add("nothing", 4, [.. streams.Select((_, s) => (double?)cost[shapes.Length, s])]);
        for (int v = 0; v < shapes.Length; v++)
        {
            string name = v < Names.Length ? Names[v] : FormattableString.Invariant($"vertex {v + 1}");
            table.Add(name, [.. streams.Select((_, s) => FormattableString.Invariant($"{cost[v, s]:F4} ({(cost[v, s] / cost[shapes.Length, s] - 1) * 100:+0.00;-0.00} %)"))]);
            for (int s = 0; s < streams.Length; s++)
                yield return Comparison.Cost($"{streams[s].Name}: Cube beside one without {name}", cost[shapes.Length, s], cost[v, s], "without", "bits/byte");
        }

        table.Add("best vertex alone", 4, [.. streams.Select((_, s) => (double?)Enumerable.Range(0, shapes.Length).Min(v => alone[v, s]))]);
        table.Print();
    }
}
