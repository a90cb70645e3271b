using Unum.Grid.Instances;
using Unum.Grid.Space;

namespace Unum.Tests.Grid.Instances;

public sealed class GridChangeFeedTests
{
    [Fact]
    public async Task A_watcher_is_told_what_changes_in_its_region_and_nothing_else()
    {
        using MemoryGridStore store = new();
        await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store);
        GridInstance grid = await Make(catalogue);
        using GridChangeFeed feed = grid.Subscribe(new(5, 5, 5), new(9, 9, 9));
        await grid.ApplyAsync(new GridOperation.Set(new(5, 6, 7), 1));
        await grid.ApplyAsync(new GridOperation.Set(new(4, 6, 7), 1));
        await grid.ApplyAsync(new GridOperation.SetMany(new Coordinate[] { new(0, 0, 0), new(9, 9, 9), new(6, 6, 6) }, new float[3]));
        await grid.ApplyAsync(new GridOperation.Face(Plane.Z, 8, FaceOperation.Activate, 2));
        await grid.ApplyAsync(new GridOperation.Face(Plane.Z, 4, FaceOperation.Activate, 2));
        await grid.ApplyAsync(new GridOperation.Deactivate(new(6, 6, 6)));

        List<GridChange> changes = [];
        while (feed.TryRead(out GridChange? change)) changes.Add(change);

        Assert.Equal([1, 3, 4, 6], changes.Select(c => (int)c.Sequence));
        Assert.Equal([new Coordinate(5, 6, 7)], changes[0].Blocks);
        Assert.Equal([new(9, 9, 9), new Coordinate(6, 6, 6)], changes[1].Blocks);
        Assert.Equal((GridChangeKind.Box, new Coordinate(5, 5, 8), new Coordinate(9, 9, 8)), (changes[2].Kind, changes[2].Low, changes[2].High));
        Assert.Throws<ArgumentOutOfRangeException>(() => grid.Subscribe(new(0, 0, 0), new(99, 0, 0)));
        Assert.Throws<ArgumentException>(() => grid.Subscribe(new(5, 5, 5), new(4, 9, 9)));
    }

    [Fact]
    public async Task Whoever_reads_too_slowly_is_told_to_resync_and_costs_no_memory()
    {
        using MemoryGridStore store = new();
        await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store);
        GridInstance grid = await Make(catalogue);
        using GridChangeFeed feed = grid.Subscribe(new(0, 0, 0), new(19, 19, 19), capacity: 8);
        for (int i = 0; i < 100; i++) await grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), i));

        List<GridChange> changes = [];
        while (feed.TryRead(out GridChange? change)) changes.Add(change);

        Assert.InRange(changes.Count, 1, 8);
        Assert.Equal(GridChangeKind.Resync, changes[0].Kind);
        Assert.All(changes.Skip(1), c => Assert.Equal(GridChangeKind.Blocks, c.Kind));
        Assert.Equal(100, changes[^1].Sequence);
        Assert.Equal(changes[0].Sequence + changes.Count - 1, changes[^1].Sequence);
    }

    [Fact]
    public async Task More_blocks_than_a_change_lists_are_told_as_their_box()
    {
        using MemoryGridStore store = new();
        await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store);
        GridInstance grid = await Make(catalogue);
        using GridChangeFeed feed = grid.Subscribe(new(0, 0, 0), new(19, 19, 19));
        Coordinate[] at = [.. Enumerable.Range(0, 2000).Select(i => new Coordinate(2 + (i % 10), i / 10 % 10, i / 100 % 20))];
        await grid.ApplyAsync(new GridOperation.SetMany(at, new float[2000]));

        Assert.True(feed.TryRead(out GridChange? change));
        Assert.Equal((GridChangeKind.Box, new Coordinate(2, 0, 0), new Coordinate(11, 9, 19)), (change.Kind, change.Low, change.High));
    }

    [Fact]
    public async Task A_feed_ends_with_its_instance()
    {
        using MemoryGridStore store = new();
        GridCatalogue catalogue = await GridCatalogue.OpenAsync(store);
        GridInstance grid = await Make(catalogue);
        GridChangeFeed feed = grid.Subscribe(new(0, 0, 0), new(1, 1, 1));
        await grid.ApplyAsync(new GridOperation.Set(new(0, 0, 0), 1));
        await catalogue.DisposeAsync();

        int seen = 0;
        await foreach (GridChange _ in feed.ReadAllAsync(TestContext.Current.CancellationToken)) seen++;

        Assert.Equal(1, seen);
    }

    private static async Task<GridInstance> Make(GridCatalogue catalogue)
    {
        await catalogue.CreateTemplateAsync(new Dimensions(20, 20, 20), id: "t");
        return await catalogue.InstantiateAsync("t", "g");
    }
}
