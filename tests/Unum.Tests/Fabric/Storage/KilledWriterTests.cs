using System.Diagnostics;
using Unum.Fabric.Storage;
using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;
using Unum.Tests.Grid.Instances;

namespace Unum.Tests.Fabric.Storage;

/// <summary>A process that writes to a grid as fast as it can, killed with SIGKILL: this executable, started again with one test and a folder.</summary>
public sealed class KilledWriterTests
{
    private const string Folder = "UNUM_TEST_GRID_WRITER";
    private static readonly Dimensions Size = new(200, 200, 200);
    private static readonly GridOptions Options = new() { FaceWork = _ => new CountingMinds(), CommitEvery = 500, SnapshotEvery = 1500 };

    [Fact]
    public async Task After_kill_9_snapshot_and_history_come_to_the_root_of_what_was_written()
    {
        string folder = Directory.CreateTempSubdirectory("unum-killed-").FullName;
        long sequence = -1;
        for (int round = 0; round < 2; round++)
        {
            using Process writer = Start(folder);
            string acknowledged = Path.Combine(folder, "acknowledged"), snapshot = Path.Combine(folder, "grids", "instances", "g", "snapshot");
            long least = Math.Max(sequence, 0) + 2000;
            for (long waited = Stopwatch.GetTimestamp(); Acknowledged(acknowledged) < least || !File.Exists(snapshot); await Task.Delay(5, TestContext.Current.CancellationToken))
                Assert.True(!writer.HasExited && Stopwatch.GetElapsedTime(waited) < TimeSpan.FromSeconds(60), "the writer gets that far");
            writer.Kill();
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);

            using FileGridStore store = new(Path.Combine(folder, "grids"), sync: false);
            await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options, TestContext.Current.CancellationToken);
            GridInstance grid = catalogue.FindInstance("g")!;
            Assert.True(grid.Sequence >= Acknowledged(acknowledged), "nothing acknowledged is lost");
            Assert.True(grid.Sequence > sequence);
            sequence = grid.Sequence;
            Assert.Contains("instances/g/snapshot", store.List(""));
            GridOperation[] found = [.. grid.History(0, int.MaxValue).Where(e => e.Operation is not null).Select(e => e.Operation!)];
            Assert.Equal(Model(found), (await grid.CommitAsync(TestContext.Current.CancellationToken)).Root);
            Assert.True((await grid.VerifyAsync(TestContext.Current.CancellationToken)).Sound);
            sequence = grid.Sequence;
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The writer's own entry: does nothing unless the test above starts it in a process of its own, which it then kills.</summary>
    [Fact]
    public async Task The_writer_writes_until_it_is_killed()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { } folder) return;
        using FileGridStore store = new(Path.Combine(folder, "grids"), sync: false);
        await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options);
        if (catalogue.FindTemplate("t") is null) await catalogue.CreateTemplateAsync(Size, id: "t");
        GridInstance grid = catalogue.FindInstance("g") ?? await catalogue.InstantiateAsync("t", "g");
        await using FileStream acknowledged = new(Path.Combine(folder, "acknowledged"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Random random = new((int)grid.Sequence);
        while (true)
        {
            GridOperation[] group = [.. Enumerable.Range(0, 1 + random.Next(20)).Select(_ => RandomOperations.Next(random, new(40, 40, 40)))];
            IReadOnlyList<OperationReceipt> receipts = await grid.ApplyManyAsync([.. group.Where(o => o is not GridOperation.Face)]);
            if (receipts.Count == 0) continue;
            acknowledged.Position = 0;
            acknowledged.Write(BitConverter.GetBytes(receipts[^1].Sequence));
        }
    }

    private static Process Start(string folder)
    {
        ProcessStartInfo start = new("dotnet", [typeof(KilledWriterTests).Assembly.Location, "-method", $"{typeof(KilledWriterTests).FullName}.{nameof(The_writer_writes_until_it_is_killed)}", "-noLogo"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [Folder] = folder },
        };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static long Acknowledged(string path)
    {
        if (!File.Exists(path)) return -1;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[8];
        return file.Read(bytes) == 8 ? BitConverter.ToInt64(bytes) : -1;
    }

    private static Hash256 Model(GridOperation[] operations)
    {
        BlockArray blocks = new(Size, TimeProvider.System);
        CountingMinds minds = new();
        foreach (GridOperation operation in operations)
        {
            switch (operation)
            {
                case GridOperation.Activate o: blocks.Activate(o.At, o.Value); break;
                case GridOperation.Set o: blocks.Set(o.At, o.Value); break;
                case GridOperation.Deactivate o:
                    if (blocks.Deactivate(o.At)) minds.Forget(o.At);
                    break;
                case GridOperation.SetMany o: blocks.InsertMany(o.At.Span, o.Values.Span); break;
                case GridOperation.SetKappas o:
                    for (int i = 0; i < o.At.Length; i++) blocks.SetKappa(o.At.Span[i], o.Kappas.Span[i]);
                    break;
                case GridOperation.Link o:
                    if (blocks.IsActive(o.Source) && blocks.IsActive(o.Target)) blocks.Link(o.Source, o.Target);
                    break;
                case GridOperation.Unlink o: blocks.Unlink(o.Source, o.Target); break;
                case GridOperation.Process o: minds.Process(blocks, o.At, o.Text, 0); break;
            }
        }

        return new MerkleTree().Commit(blocks, minds.Digest(), out _);
    }
}
