using System.Runtime.InteropServices;
using System.Text.Json;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Benchmarks.Grid;

/// <summary>
/// The block array beside OpenVDB and Python on the design's four patterns. One thread is timed by the processor time it gets; each figure is the median of
/// several repetitions, and the peers run right after ours on the same blocks.
/// </summary>
public static partial class StorageBenchmarks
{
    private const int ThreadCpuTime = 3;
    private static float _sink;

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        Warm();
        return StoragePattern.All().SelectMany(Measure).Concat(Faces());
    }

    private static IEnumerable<Comparison> Measure(StoragePattern pattern)
    {
        int repeats = pattern.At.Length > 2_000_000 ? 3 : 7;
        double n = pattern.At.Length * 1e-9;
        BlockArray array = null!;
        double single = Median(repeats, () => Renew(ref array), () => { Singly(array, pattern, 1_700_000_000_000); });
        double singleBytes = (double)array.Bytes / array.Count;
        double alone = Median(repeats, () => Renew(ref array), () => OneByOne(array, pattern, 1_700_000_000_000));
        double clocked = Median(repeats, () => Renew(ref array), () =>
        {
            for (int i = 0; i < pattern.At.Length; i++) array.Activate(pattern.At[i], pattern.Values[i]);
        });
        double clockedBytes = (double)array.Bytes / array.Count;
        double batch = Median(repeats, () => Renew(ref array), () => array.InsertMany(pattern.At, pattern.Values, 1_700_000_000_000));
        double bytes = (double)array.Bytes / array.Count;
        Coordinate[] order = pattern.Kind == "random" ? [.. pattern.At.Reverse()] : pattern.At;
        float[] read = new float[order.Length];
        double readOne = Median(repeats, () => { }, () =>
        {
            float sum = 0;
            for (int i = 0; i < order.Length; i++) sum += array.Get(order[i]);
            _sink = sum;
        });
        double readMany = Median(repeats, () => { }, () => array.GetMany(order, read));
        double sweep = Median(repeats, () => { }, () => Sweep(array));
        double two = TwoThreads(repeats, array);
        double process = Median(repeats, () => { }, () => Process(array));
        using MemoryStream stream = new();
        array = New();
        array.InsertMany(pattern.At, pattern.Values, 1_700_000_000_000);
        double save = Median(1, () => stream.SetLength(0), () => array.Save(stream));
        stream.Position = 0;
        double load = Median(1, () => { }, () => BlockArray.Load(stream, TimeProvider.System));
        long file = stream.Length;
        double full = FullRecord(array);
        array = null!;

        string path = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"unum-grid-{pattern.Kind}-{pattern.At.Length}.bin"));
        pattern.Write(path);
        JsonElement? vdb = StoragePeers.RunOpenVdb(pattern, path, repeats), python = StoragePeers.RunPython(path, pattern.Name == "random 1M");
        File.Delete(path);

        string name = "grid " + pattern.Name + ": ";
        yield return Cost(name + "single insert by a writer, one time for all", single / n, "insert");
        yield return Cost(name + "single activation that tells whether it was new", alone / n, "insert");
        yield return Cost(name + "single activation, the clock read each time", clocked / n, "insert");
        if (pattern.Kind == "random") yield return Comparison.Cost(name + "single insert beside one dependent read from 8 MB (the directory's size)", single / n, DependentRead(), "the machine's memory", "ns");
        yield return Cost(name + "batch insert", batch / n, "insert");
        yield return Cost(name + "bytes a block after a batch", bytes, "bytes", "B/block");
        yield return Cost(name + "bytes a block after single inserts, one time", singleBytes, "bytes", "B/block");
        yield return Cost(name + "bytes a block after single inserts, own times", clockedBytes, "bytes", "B/block");
        yield return Comparison.Cost(name + "bytes a full record (value, time, kappa, hash)", full, null, null, "B/block");
        yield return Cost(name + "read hit, single", readOne / n, "read");
        yield return Cost(name + "read hit, batched", readMany / n, "read");
        yield return Cost(name + "6-neighbour sweep", sweep / n, "sweep");
        yield return Comparison.Cost(name + "6-neighbour sweep, 2 threads (wall)", two / n, sweep / n, "ours, 1 thread", "ns/block");
        yield return Cost(name + "process all", process / n, "process");
        yield return Cost(name + "snapshot, bytes a block", file / (double)pattern.At.Length, "file", "B/block");
        yield return Comparison.Cost(name + "snapshot against 16 raw bytes a block", file / (double)pattern.At.Length, 16, "x y z value raw", "B/block");
        yield return Cost(name + "snapshot, saving", save / n, "save");
        yield return Comparison.Cost(name + "snapshot, loading", load / n, null, null, "ns/block");
        foreach ((string what, double ours, string figure) in ((string, double, string)[])
            [("single insert", single, "insert"), ("read hit, single", readOne, "read"), ("6-neighbour sweep", sweep, "sweep"), ("process all", process, "process"),
             ("batch insert", batch, "numpy_batch_insert"), ("read hit, batched", readMany, "numpy_batch_read")])
        {
            if (python.Figure(figure) is { } theirs)
                yield return Comparison.Cost(name + what, ours / n, theirs, figure.StartsWith("numpy", StringComparison.Ordinal) ? "numpy.zeros(1000^3)" : "Python dict", "ns/block");
        }

        if (python.Figure("bytes") is { } dict) yield return Comparison.Cost(name + "bytes a block", bytes, dict, "Python dict", "B/block");
        if (python.Figure("numpy_bytes") is { } numpy) yield return Comparison.Cost(name + "bytes a block", bytes, numpy, "numpy.zeros(1000^3)", "B/block");
        if (pattern.Kind == "dense")
        {
            foreach (Comparison line in Dense(pattern, sweep / n, repeats)) yield return line;
        }

        Comparison Cost(string what, double ours, string figure, string unit = "ns/block") => Comparison.Cost(what, ours, vdb.Figure(figure), StoragePeers.OpenVdb, unit);
    }

    private static IEnumerable<Comparison> Dense(StoragePattern pattern, double ours, int repeats)
    {
        float[] all = HandCodedDense.Make(pattern.Values);
        double n = pattern.At.Length * 1e-9;
        double vectors = Median(repeats, () => { }, () => _sink = HandCodedDense.Sweep(all));
        double elements = Median(repeats, () => { }, () => _sink = HandCodedDense.SweepByElement(all));
        yield return Comparison.Cost("grid dense 256^3: 6-neighbour sweep", ours, vectors / n, "hand-coded dense loop, 512-bit vectors", "ns/block");
        yield return Comparison.Cost("grid dense 256^3: 6-neighbour sweep", ours, elements / n, "hand-coded dense loop, by element", "ns/block");
    }

    private static IEnumerable<Comparison> Faces()
    {
        BlockArray array = null!;
        foreach (Plane plane in Enum.GetValues<Plane>())
        {
            double fresh = Median(9, () => Renew(ref array), () => array.ActivateFace(plane, 500, 1, 1_700_000_000_000));
            double again = Median(9, () => { }, () => array.ActivateFace(plane, 500, 2, 1_700_000_000_001));
            double crossed = Median(9, () => { Renew(ref array); array.ActivateFace(plane, 501, 1, 1_700_000_000_000); }, () => array.ActivateFace(plane, 500, 1, 1_700_000_000_001));
            double away = Median(9, () => { Renew(ref array); array.ActivateFace(plane, 500, 1, 1_700_000_000_000); }, () => array.DeactivateFace(plane, 500));
            yield return Comparison.Cost($"grid face {plane} of 1M: activate", fresh * 1e3, null, null, "ns/block");
            yield return Comparison.Cost($"grid face {plane} of 1M: activate again", again * 1e3, null, null, "ns/block");
            yield return Comparison.Cost($"grid face {plane} of 1M: activate beside an older one", crossed * 1e3, null, null, "ns/block");
            yield return Comparison.Cost($"grid face {plane} of 1M: deactivate", away * 1e3, null, null, "ns/block");
        }
    }

    private static BlockArray New() => new(Dimensions.Mission, TimeProvider.System);

    /// <summary>An empty array; what the one before held goes back outside the time that is measured, as the peer's memory does.</summary>
    private static void Renew(ref BlockArray array)
    {
        array = null!;
        GC.Collect();
        array = New();
    }

    private static void Singly(BlockArray array, StoragePattern pattern, long time)
    {
        using BlockWriter writer = array.Write(time);
        for (int i = 0; i < pattern.At.Length; i++) writer.Set(pattern.At[i], pattern.Values[i]);
    }

    private static void OneByOne(BlockArray array, StoragePattern pattern, long time)
    {
        for (int i = 0; i < pattern.At.Length; i++) array.Activate(pattern.At[i], pattern.Values[i], time);
    }

    /// <summary>Nanoseconds of a read whose address is the result of the one before, over a random cycle through 8 MB: what every first look at a block has to wait for.</summary>
    private static double DependentRead()
    {
        int[] next = [.. Enumerable.Range(0, 1 << 21)];
        Random random = new(8);
        for (int i = next.Length - 1; i > 0; i--)
        {
            int other = random.Next(i); // Sattolo's shuffle: one cycle
            (next[i], next[other]) = (next[other], next[i]);
        }

        const int reads = 1 << 20;
        int at = 0;
        double seconds = Median(5, () => { }, () =>
        {
            for (int i = 0; i < reads; i++) at = next[at];
        });
        _sink = at;
        return seconds / reads * 1e9;
    }

    private static void Sweep(BlockArray array)
    {
        LaplaceKernel kernel = default;
        array.Sweep(BlockColumn.Value, ref kernel);
        _sink = System.Runtime.Intrinsics.Vector256.Sum(kernel.Total);
    }

    private static void Process(BlockArray array)
    {
        DriftKernel kernel = default;
        array.Apply(BlockColumn.Value, ref kernel);
    }

    private static double FullRecord(BlockArray array)
    {
        Brick brick = new();
        float[] kappas = new float[Brick.Volume];
        ulong[] hashes = new ulong[Brick.Volume];
        Array.Fill(kappas, .5f);
        foreach (int code in array.Bricks().ToArray())
        {
            array.ReadBrick(code, brick);
            array.WriteKappas(code, kappas.AsSpan(0, brick.Count));
            array.WriteHashes(code, hashes.AsSpan(0, brick.Count));
        }

        return (double)array.Bytes / array.Count;
    }

    private static double TwoThreads(int repeats, BlockArray array)
    {
        int[] bricks = [.. array.Bricks()];
        int middle = bricks[bricks.Length / 2];
        List<double> all = [];
        for (int i = 0; i < repeats; i++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            Thread other = new(() =>
            {
                LaplaceKernel second = default;
                array.Sweep(BlockColumn.Value, ref second, middle, array.EndOfBricks);
            });
            other.Start();
            LaplaceKernel first = default;
            array.Sweep(BlockColumn.Value, ref first, 0, middle);
            other.Join();
            all.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return all.Order().ElementAt(all.Count / 2);
    }

    /// <summary>Runs everything small and often, until the compiler is through with it.</summary>
    private static void Warm()
    {
        Random random = new(1);
        Coordinate[] at = [.. Enumerable.Range(0, 60_000).Select(i => i < 30_000 ? new Coordinate(random.Next(200), random.Next(200), random.Next(200)) : new(i & 31, i >> 5 & 31, 300 + (i >> 10 & 31)))];
        StoragePattern small = new("warm", "random", at, [.. at.Select(_ => (float)random.NextDouble())]);
        float[] read = new float[at.Length];
        for (int i = 0; i < 60; i++)
        {
            BlockArray array = New(), batch = New();
            Singly(array, small, i);
            OneByOne(array, small, i);
            for (int k = 0; k < at.Length; k++) array.Activate(at[k], small.Values[k]);
            batch.InsertMany(at, small.Values);
            batch.ActivateFace(Plane.Z, 3, 1, i);
            batch.ActivateFace(Plane.Z, 4, 1, i + 1);
            batch.DeactivateFace(Plane.Z, 3);
            for (int k = 0; k < at.Length; k++) read[k] = array.Get(at[k]);
            array.GetMany(at, read);
            Sweep(array);
            Process(array);
            if (i % 10 == 0) Thread.Yield();
        }
    }

    private static double Median(int repeats, Action before, Action work)
    {
        double[] all = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            before();
            double start = CpuSeconds();
            work();
            all[i] = CpuSeconds() - start;
        }

        return all.Order().ElementAt(repeats / 2);
    }

    private static double CpuSeconds()
    {
        _ = ClockGetTime(ThreadCpuTime, out Timespec time);
        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
