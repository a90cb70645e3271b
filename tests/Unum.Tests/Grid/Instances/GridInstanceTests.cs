using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Instances;

public sealed class GridInstanceTests
{
    private static readonly Dimensions Size = new(40, 30, 20);
    private static readonly GridOptions Options = new() { FaceWork = _ => new CountingMinds() };

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart_with_the_same_root()
    {
        using MemoryGridStore store = new();
        Random random = new(1);
        Hash256 root, chain;
        long sequence;
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options))
        {
            await catalogue.CreateTemplateAsync(Size, "a small one", "small");
            GridInstance main = await catalogue.InstantiateAsync("small", "main");
            for (int i = 0; i < 400; i++)
            {
                await Apply(main, RandomOperations.Next(random, Size));
                if (i == 150) await main.SnapshotAsync();
                if (i % 90 == 0) await main.CommitAsync();
            }

            root = (await main.CommitAsync()).Root;
            (sequence, chain) = (main.Sequence, main.History(main.Sequence, 1)[0].Chain);
        }

        await using GridCatalogue again = await GridCatalogue.OpenAsync(store, Options);
        GridInstance resumed = again.FindInstance("main")!;

        Assert.Empty(again.Messages);
        Assert.Equal("a small one", again.FindTemplate("small")!.Name);
        Assert.Equal(sequence, resumed.Sequence);
        Assert.Equal(root, resumed.LastCommit!.Root);
        Assert.Equal(chain, resumed.History(resumed.Sequence, 1)[0].Chain);
        Assert.Equal(root, resumed.Read(blocks =>
        {
            using MemoryStream copy = new();
            blocks.Save(copy);
            copy.Position = 0;
            return new MerkleTree().Commit(BlockArray.Load(copy, TimeProvider.System), resumed.Minds!.Digest(), out _);
        }));
        Assert.True((await resumed.VerifyAsync()).Sound);
    }

    [Fact]
    public async Task An_instance_starts_with_what_its_template_was_made_from()
    {
        using MemoryGridStore store = new();
        Hash256 root;
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options))
        {
            GridTemplate empty = await catalogue.CreateTemplateAsync(Size);
            GridInstance first = await catalogue.InstantiateAsync(empty.Id);
            await first.ApplyAsync(new GridOperation.Face(Plane.X, 3, FaceOperation.Activate, 2.5f));
            await first.ApplyAsync(new GridOperation.Process(new(3, 3, 3), "remember"));
            await first.ApplyAsync(new GridOperation.Link(new(3, 0, 0), new(3, 1, 0)));
            GridTemplate filled = await catalogue.CreateTemplateAsync(first, "filled");
            root = (await first.CommitAsync()).Root;
            GridInstance second = await catalogue.InstantiateAsync(filled.Id);

            Assert.Equal(600, filled.Blocks);
            Assert.Equal(root, (await second.CommitAsync()).Root);
            await first.ApplyAsync(new GridOperation.Set(new(3, 3, 3), 9));
            Assert.Equal(2.5f, second.Read(b => b.Get(new(3, 3, 3))));
        }

        await using GridCatalogue again = await GridCatalogue.OpenAsync(store, Options);
        Assert.Equal(["instance-1", "instance-2"], again.Instances.Select(i => i.Id));
        Assert.Equal(root, (await again.FindInstance("instance-2")!.CommitAsync()).Root);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_reason_and_not_written()
    {
        await using World world = await World.MakeAsync(Size, new());
        GridInstance grid = world.Grid;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grid.ApplyAsync(new GridOperation.Set(new(40, 0, 0), 1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grid.ApplyAsync(new GridOperation.Activate(new(0, 0, 0), float.NaN)));
        await Assert.ThrowsAsync<ArgumentException>(() => grid.ApplyAsync(new GridOperation.SetMany(new Coordinate[2], new float[1])));
        await Assert.ThrowsAsync<ArgumentException>(() => grid.ApplyAsync(new GridOperation.SetKappas(new Coordinate[1], new[] { 1.5f })));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grid.ApplyAsync(new GridOperation.Face(Plane.Z, 20, FaceOperation.Activate)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => grid.ApplyAsync(new GridOperation.Link(new(0, 0, 0), new(1, 0, 0))));
        await Assert.ThrowsAsync<NotSupportedException>(() => grid.ApplyAsync(new GridOperation.Process(new(0, 0, 0), "no minds here")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grid.ApplyManyAsync([new GridOperation.Set(new(1, 1, 1), 1), new GridOperation.Set(new(0, 99, 0), 1)]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grid.ProveAsync(new(-1, 0, 0)));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => world.Catalogue.InstantiateAsync("nowhere"));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Catalogue.InstantiateAsync("t", "g"));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Catalogue.CreateTemplateAsync(Size, id: "../x"));

        Assert.Equal(0, grid.Sequence);
        Assert.Equal(0, grid.Read(b => b.Count));
    }

    [Fact]
    public async Task A_condition_sees_every_earlier_operation_and_a_no_writes_nothing()
    {
        await using World world = await World.MakeAsync(Size, new());
        Task<OperationReceipt>[] receipts =
        [
            .. Enumerable.Range(0, 50).Select(i => world.Grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), i + 1), new GridApplyOptions { When = b => b.Get(new(1, 1, 1)) == i / 2 })),
        ];
        OperationReceipt[] all = await Task.WhenAll(receipts);

        // Each that is not refused sets i + 1; the next that fits is 2 (i + 1): 1, then 3 and so on.
        float value = 0;
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(value == i / 2, all[i].Applied);
            if (all[i].Applied) value = i + 1;
        }

        Assert.Equal(all.Count(r => r.Applied), world.Grid.Sequence);
    }

    [Fact]
    public async Task A_face_operation_is_one_entry_and_a_group_is_one_frame()
    {
        await using World world = await World.MakeAsync(new(1000, 1000, 8), new());
        long before = world.Grid.HistoryBytes;
        OperationReceipt face = await world.Grid.ApplyAsync(new GridOperation.Face(Plane.Y, 5, FaceOperation.Activate, 2));
        long after = world.Grid.HistoryBytes;
        IReadOnlyList<OperationReceipt> many = await world.Grid.ApplyManyAsync([.. Enumerable.Range(0, 100).Select(i => new GridOperation.Set(new(i, 0, 0), i))]);

        Assert.Equal(8000, face.Touched);
        Assert.True(after - before < 100);
        Assert.Single(many.Select(r => r.Chain).Distinct());
        Assert.Equal(Enumerable.Range(2, 100), many.Select(r => (int)r.Sequence));
        Assert.True(world.Grid.HistoryBytes - after < 100 + (100 * 9));
        IReadOnlyList<GridHistoryEntry> history = world.Grid.History(50, 10);
        Assert.Equal(Enumerable.Range(50, 10), history.Select(e => (int)e.Sequence));
        Assert.Equal(new GridOperation.Set(new(48, 0, 0), 48), history[0].Operation);
        Assert.Equal("begin", world.Grid.History(0, 1)[0].Kind);
    }

    [Fact]
    public async Task A_cancelled_face_operation_ends_between_bricks_and_replays_to_the_same_root()
    {
        using MemoryGridStore store = new();
        Hash256 root;
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options))
        {
            await catalogue.CreateTemplateAsync(new Dimensions(64, 64, 64), id: "t");
            GridInstance grid = await catalogue.InstantiateAsync("t", "g");
            await grid.ApplyAsync(new GridOperation.Face(Plane.Z, 1, FaceOperation.Activate, 1));
            using CancellationTokenSource stop = new();
            List<long> seen = [];
            GridApplyOptions options = new()
            {
                Progress = p =>
                {
                    seen.Add(p.Processed);
                    Assert.Equal(4096, p.Of);
                    if (p.Processed == 640) stop.Cancel();
                },
            };
            OperationReceipt cut = await grid.ApplyAsync(new GridOperation.Face(Plane.Z, 1, FaceOperation.Process, Text: "half"), options, stop.Token);

            Assert.True(cut.Cancelled);
            Assert.Equal(640, cut.Touched);
            Assert.Equal(11, seen.Count);
            OperationReceipt whole = await grid.ApplyAsync(new GridOperation.Face(Plane.Z, 1, FaceOperation.Sync));
            Assert.Equal(4096, whole.Touched);
            Assert.False(whole.Cancelled);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grid.ApplyAsync(new GridOperation.Face(Plane.Z, 1, FaceOperation.Sync), new CancellationToken(true)));
            root = (await grid.CommitAsync()).Root;
            Assert.Equal(["begin", "operation", "operation", "cut", "operation", "commit"], grid.History(0, 10).Select(e => e.Kind));
        }

        await using GridCatalogue again = await GridCatalogue.OpenAsync(store, Options);
        Assert.Equal(root, (await again.FindInstance("g")!.CommitAsync()).Root);
    }

    [Fact]
    public async Task Readers_get_in_between_the_bricks_of_a_long_operation()
    {
        await using World world = await World.MakeAsync(new(64, 64, 8), new() { FaceWork = Options.FaceWork, Time = Options.Time, ReadPatience = TimeSpan.FromSeconds(60) });
        await world.Grid.ApplyAsync(new GridOperation.Face(Plane.Z, 1, FaceOperation.Activate, 1));
        using ManualResetEventSlim started = new();
        using ManualResetEventSlim read = new();
        bool during = false;
        Task<OperationReceipt> work = world.Grid.ApplyAsync(
            new GridOperation.Face(Plane.Z, 1, FaceOperation.Process, Text: "long"),
            new GridApplyOptions
            {
                Progress = p =>
                {
                    started.Set();

                    // The reader cannot finish before the writer lets it in, which it does after telling its progress; it may come late.
                    during |= p.Processed < 4096 && read.Wait(TimeSpan.FromSeconds(2));
                },
            });
        started.Wait(TestContext.Current.CancellationToken);
        Task<long> reader = Task.Run(() => world.Grid.Read(b => b.Count));

        Assert.Equal(4096, await reader);
        read.Set();
        await work;
        Assert.True(during);
    }

    [Fact]
    public async Task A_reader_that_waits_too_long_and_a_writer_that_has_too_much_are_told_to_come_back()
    {
        await using World world = await World.MakeAsync(Size, new() { ReadPatience = TimeSpan.FromMilliseconds(50), MostWaiting = 4 });
        using ManualResetEventSlim let = new(), inside = new();
        Task<bool> holder = Task.Run(() => world.Grid.Read(_ =>
        {
            inside.Set();
            return let.Wait(TimeSpan.FromSeconds(20));
        }));
        inside.Wait(TestContext.Current.CancellationToken);
        List<Task<OperationReceipt>> writes = [world.Grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), 1))];
        Assert.Throws<GridBusyException>(() => Enumerable.Range(0, 100_000_000).Count(_ => world.Grid.Read(b => b.Count) > 5)); // once the writer waits too
        await Assert.ThrowsAsync<GridBusyException>(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                Task<OperationReceipt> write = world.Grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), i));
                if (write.IsFaulted) await write;
                writes.Add(write);
            }
        });

        let.Set();
        Assert.True(await holder);
        await Task.WhenAll(writes);
    }

    [Fact]
    public async Task Writers_and_readers_at_once_never_see_half_an_operation()
    {
        await using World world = await World.MakeAsync(Size, new());
        Coordinate[] at = [.. Enumerable.Range(0, 30).Select(i => new Coordinate(i, i % 30, i % 20))];
        await world.Grid.ApplyAsync(new GridOperation.SetMany(at, new float[30]));
        using CancellationTokenSource stop = new();
        Task<int>[] readers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                int reads = 0;
                do
                {
                    Assert.Single(world.Grid.Read(b => at.Select(a => b.Get(a)).Distinct().ToArray()));
                    reads++;
                }
                while (!stop.IsCancellationRequested);

                return reads;
            })),
        ];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (int i = 0; i < 100; i++) await world.Grid.ApplyAsync(new GridOperation.SetMany(at, Enumerable.Repeat((float)((writer * 100) + i), 30).ToArray()));
        }));
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.Equal(401, world.Grid.Sequence);
    }

    [Fact]
    public async Task A_store_that_fails_stops_the_writer_and_nothing_acknowledged_is_lost()
    {
        FailingStore store = new();
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, new()))
        {
            await catalogue.CreateTemplateAsync(Size, id: "t");
            GridInstance grid = await catalogue.InstantiateAsync("t", "g");
            await grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), 1));
            store.Full = true;
            await Assert.ThrowsAsync<IOException>(() => grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), 2)));
            store.Full = false;
            await Assert.ThrowsAsync<IOException>(() => grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), 3)));
            Assert.Contains("full", grid.Trouble!, StringComparison.Ordinal);
            Assert.Equal(1, grid.Read(b => b.Get(new(1, 1, 1))));
        }

        await using GridCatalogue again = await GridCatalogue.OpenAsync(store, new());
        Assert.Equal(1, again.FindInstance("g")!.Read(b => b.Get(new(1, 1, 1))));
        Assert.Contains("never acknowledged", Assert.Single(again.Messages), StringComparison.Ordinal);
        await again.FindInstance("g")!.ApplyAsync(new GridOperation.Set(new(1, 1, 1), 4));
    }

    [Fact]
    public async Task Commits_and_snapshots_happen_by_themselves()
    {
        await using World world = await World.MakeAsync(Size, new() { CommitEvery = 10, SnapshotEvery = 30 });
        for (int i = 0; i < 65; i++) await world.Grid.ApplyAsync(new GridOperation.Set(new(i % 40, 0, 0), i));

        Assert.InRange(world.Grid.LastCommit!.Sequence, 50, 80);
        Assert.True((await world.Grid.VerifyAsync()).Sound);
        Assert.Contains("instances/g/snapshot", world.Store.List(""));
    }

    private static async Task Apply(GridInstance grid, GridOperation operation)
    {
        try
        {
            await grid.ApplyAsync(operation);
        }
        catch (InvalidOperationException) when (operation is GridOperation.Link)
        {
            // One end is not active.
        }
    }

    private sealed class FailingStore : IGridStore
    {
        private readonly MemoryGridStore _inner = new();

        public bool Full { get; set; }

        public IReadOnlyList<string> List(string prefix) => _inner.List(prefix);

        public IGridObject Open(string name) => new Failing(this, _inner.Open(name));

        public void Replace(string name, ReadOnlySpan<byte> content) => _inner.Replace(name, content);

        public void Delete(string name) => _inner.Delete(name);

        public void Dispose() => _inner.Dispose();

        private sealed class Failing(FailingStore store, IGridObject inner) : IGridObject
        {
            public long Length => inner.Length;

            public int Read(long offset, Span<byte> buffer) => inner.Read(offset, buffer);

            public void Append(ReadOnlySpan<byte> bytes)
            {
                inner.Append(store.Full ? bytes[..(bytes.Length / 2)] : bytes);
                if (store.Full) throw new IOException("The disk is full.");
            }

            public void Sync() => inner.Sync();

            public void Truncate(long length) => inner.Truncate(length);

            public void Dispose() => inner.Dispose();
        }
    }

    private sealed class World : IAsyncDisposable
    {
        private World(MemoryGridStore store, GridCatalogue catalogue, GridInstance grid) => (Store, Catalogue, Grid) = (store, catalogue, grid);

        public MemoryGridStore Store { get; }

        public GridCatalogue Catalogue { get; }

        public GridInstance Grid { get; }

        public static async Task<World> MakeAsync(Dimensions size, GridOptions options)
        {
            MemoryGridStore store = new();
            GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, options);
            await catalogue.CreateTemplateAsync(size, id: "t");
            return new(store, catalogue, await catalogue.InstantiateAsync("t", "g"));
        }

        public async ValueTask DisposeAsync()
        {
            await Catalogue.DisposeAsync();
            Store.Dispose();
        }
    }
}
