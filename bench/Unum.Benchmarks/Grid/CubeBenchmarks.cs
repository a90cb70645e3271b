using System.Diagnostics;
using System.Text;
using Unum.Femto;
using Unum.Grid.Cubes;

namespace Unum.Benchmarks.Grid;

/// <summary>Cubes in one process: how long a message takes to the next cube, a thousand operations, a thought of nine.</summary>
public static class CubeBenchmarks
{
    private const string Text = "What light through yonder window breaks? It is the east.";

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        BirthModel birth = BirthModel.Train(Encoding.UTF8.GetBytes(string.Concat(CubeMinds.Lessons.Values)));
        CubeMinds minds = new(birth);
        Constellation all = new((_, vertex) => minds.Make(vertex));
        double[] hops = Latency(all);
        yield return Comparison.Cost("cube to cube, 56 bytes read on arrival, p50", hops[hops.Length / 2] * 1e3, 10, "the mission's limit", "ms");
        yield return Comparison.Cost("cube to cube, 56 bytes read on arrival, p99", hops[hops.Length * 99 / 100] * 1e3, 10, "the mission's limit", "ms");
        long before = GC.GetTotalMemory(forceFullCollection: true), began = Stopwatch.GetTimestamp();
        Cube[] cubes = [.. Enumerable.Range(0, 1000).Select(i => all.Create($"cube_{i}"))];
        double made = Stopwatch.GetElapsedTime(began).TotalSeconds;
        yield return Comparison.Cost("1,000 cubes made, nine minds each", made, null, null, "s");
        yield return Comparison.Cost("memory of 1,000 cubes", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, 1000, "the mission's limit", "MB");
        foreach ((string name, ProcessOptions options) in ((string, ProcessOptions)[])[("the mission's \"test\"", new() { Bytes = 0 }), ("with 32 bytes said", new())])
        {
            began = Stopwatch.GetTimestamp();
            foreach (Cube cube in cubes) cube.ProcessVertexAsync(Vertex.NEU, "test", options).GetAwaiter().GetResult();
            yield return Comparison.Cost($"1,000 cube operations, five minds read each, {name}", Stopwatch.GetElapsedTime(began).TotalSeconds, 10, "the mission's limit", "s");
        }

        foreach (int threads in (int[])[1, 2])
        {
            ThinkOptions options = new() { Threads = threads, Learn = false };
            double best = double.MaxValue;
            for (int i = 0; i < 10; i++)
            {
                began = Stopwatch.GetTimestamp();
                cubes[0].CollectiveThinkAsync(Text, options).GetAwaiter().GetResult();
                best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
            }

            yield return Comparison.Cost($"collective thought, 48 bytes agreed, {threads} thread{(threads > 1 ? "s" : "")}", best * 1e3, null, null, "ms");
        }
    }

    /// <summary>Seconds from the answer of one cube to the moment its only neighbour, in another cube, has read it.</summary>
    private static double[] Latency(Constellation all)
    {
        Cube a = all.Create("from"), b = all.Create("to");
        foreach (CubePlace own in a.Edges(Vertex.SED)) a.Disconnect(Vertex.SED, own.Cube, own.Vertex);
        a.Connect(Vertex.SED, b, Vertex.NWU);
        ProcessOptions near = new() { Bytes = 0, Hops = 0 }, far = new() { Bytes = 0, Hops = 1 };
        double[] seconds = new double[2000];
        for (int i = -500; i < seconds.Length; i++)
        {
            long began = Stopwatch.GetTimestamp();
            a.ProcessVertexAsync(Vertex.SED, Text, near).GetAwaiter().GetResult();
            long middle = Stopwatch.GetTimestamp();
            a.ProcessVertexAsync(Vertex.SED, Text, far).GetAwaiter().GetResult();
            if (i >= 0) seconds[i] = Math.Max(0, (Stopwatch.GetElapsedTime(middle) - Stopwatch.GetElapsedTime(began, middle)).TotalSeconds);
        }

        Array.Sort(seconds);
        return seconds;
    }
}
