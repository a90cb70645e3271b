using System.Diagnostics;
using Unum.Fabric.Storage;
using Unum.Grid.Instances;
using Unum.Grid.Space;

namespace Unum.Benchmarks.Grid;

/// <summary>Instances on real files: what an acknowledgement costs, how fast a history is replayed, how large a snapshot is and how long writers wait for it.</summary>
internal static class IntegrityStores
{
    private const int Million = 1_000_000;

    public static IEnumerable<Comparison> Run()
    {
        string folder = Directory.CreateTempSubdirectory("unum-bench-grid-").FullName;
        try
        {
            return RunAsync(folder).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<Comparison>> RunAsync(string folder)
    {
        List<Comparison> lines = [];
        (Coordinate[] at, float[] values) = IntegrityBenchmarks.Blocks(Million, new Random(4));
        GridOptions options = new() { CommitEvery = 0, SnapshotEvery = 0 };
        foreach (bool sync in (bool[])[true, false])
        {
            using FileGridStore store = new(Path.Combine(folder, sync ? "synced" : "flushed"), sync);
            await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, options);
            await catalogue.CreateTemplateAsync(Dimensions.Mission, id: "t");
            GridInstance grid = await catalogue.InstantiateAsync("t", "g");
            string how = sync ? "on the disk" : "with the operating system";
            for (int i = 0; i < 200; i++) await grid.ApplyAsync(new GridOperation.Set(at[i], 1));
            lines.Add(Comparison.Cost($"acknowledged write, one at a time, {how}", await Wall(async () =>
            {
                for (int i = 0; i < 300; i++) await grid.ApplyAsync(new GridOperation.Set(at[i], 2));
            }) / 300 * 1e6, null, null, "us/write"));
            lines.Add(Comparison.Cost($"acknowledged write, 2,000 at once, {how}", await Wall(() => Task.WhenAll(Enumerable.Range(0, 2000).Select(i => grid.ApplyAsync(new GridOperation.Set(at[i], 3))))) / 2000 * 1e6, null, null, "us/write"));
            lines.Add(Comparison.Cost($"acknowledged write, groups of 256, {how}", await Wall(async () =>
            {
                for (int i = 0; i < 200; i++) await grid.ApplyManyAsync([.. Enumerable.Range(i * 256, 256).Select(j => new GridOperation.Set(at[j], 4))]);
            }) / (200 * 256) * 1e9, null, null, "ns/write"));
            lines.Add(Comparison.Cost($"acknowledged face of a million, {how}", await Wall(() => grid.ApplyAsync(new GridOperation.Face(Plane.Z, 500 + (sync ? 1 : 0), FaceOperation.Activate, 1))) * 1e3, null, null, "ms"));
        }

        lines.AddRange(await Replay(Path.Combine(folder, "replayed"), at, values, options));
        return lines;
    }

    private static async Task<List<Comparison>> Replay(string folder, Coordinate[] at, float[] values, GridOptions options)
    {
        List<Comparison> lines = [];
        long entries;
        using (FileGridStore store = new(folder, sync: false))
        {
            await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, options);
            await catalogue.CreateTemplateAsync(Dimensions.Mission, id: "t");
            GridInstance grid = await catalogue.InstantiateAsync("t", "g");
            for (int i = 0; i < Million; i += 1000) await grid.ApplyManyAsync([.. Enumerable.Range(i, 1000).Select(j => new GridOperation.Set(at[j], values[j]))]);
            entries = grid.Sequence;
            await grid.CommitAsync();
            lines.Add(Comparison.Cost("verify all of 1M writes and 1M blocks", await Wall(() => grid.VerifyAsync()) * 1e3, null, null, "ms"));
        }

        lines.Add(Comparison.Rate("replay of 1M writes, with the root at its end", await Reopened() is var replay ? entries / replay / 1e6 : 0, null, null, "M operations/s"));
        using (FileGridStore store = new(folder, sync: false))
        {
            await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, options);
            GridInstance grid = catalogue.FindInstance("g")!;
            Task writing = grid.SnapshotAsync();
            double waited = await Wall(() => grid.ApplyAsync(new GridOperation.Set(at[0], 9)));
            await writing;
            lines.Add(Comparison.Cost("snapshot of 1M scattered blocks, a writer waits", waited * 1e3, null, null, "ms"));
            lines.Add(Comparison.Cost("snapshot of 1M scattered blocks, size", new FileInfo(Path.Combine(folder, "instances", "g", "snapshot")).Length / (double)Million, null, null, "B/block"));
        }

        lines.Add(Comparison.Cost("opening 1M blocks from their snapshot, history checked", await Reopened() * 1e3, null, null, "ms"));
        return lines;

        async Task<double> Reopened()
        {
            using FileGridStore store = new(folder, sync: false);
            GridCatalogue? catalogue = null;
            double seconds = await Wall(async () => catalogue = await GridCatalogue.OpenAsync(store, options));
            await catalogue!.DisposeAsync();
            return seconds;
        }
    }

    private static async Task<double> Wall(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
