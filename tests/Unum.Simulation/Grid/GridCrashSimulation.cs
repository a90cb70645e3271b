using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Tests.Grid.Instances;

namespace Unum.Simulation.Grid;

/// <summary>A grid whose machine stops at every step in turn: what is found afterwards is what was acknowledged, and perhaps the group that was under way.</summary>
public sealed class GridCrashSimulation
{
    private static readonly Dimensions Size = new(24, 20, 17);
    private static readonly GridOptions Options = new() { FaceWork = _ => new CountingMinds(), CommitEvery = 15, SnapshotEvery = 0 };

    [Fact]
    public void After_a_crash_at_any_step_the_root_is_that_of_what_was_acknowledged() => Seeds.Check(4, seed => Run(seed, powerFails: true).GetAwaiter().GetResult());

    [Fact]
    public void After_the_death_of_the_process_alone_at_any_step_the_same_holds() => Seeds.Check(1, seed => Run(seed, powerFails: false).GetAwaiter().GetResult());

    private static async Task Run(int seed, bool powerFails)
    {
        for (int crashAt = 1; ; crashAt++)
        {
            Random random = new(HashCode.Combine(seed, crashAt));
            List<List<GridOperation>> groups = Plan(new Random(seed));
            CrashingGridStore store = new(random, crashAt, powerFails);
            (int acknowledged, bool exists) = await Live(store, groups, seed);
            try
            {
                await Recover(store.Survivors(), groups, acknowledged, exists, depth: 0);
            }
            catch (Exception wrong) when (wrong is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException($"step {crashAt}: {wrong.Message}", wrong);
            }

            if (!store.Crashed) return;
        }
    }

    private static List<List<GridOperation>> Plan(Random random) =>
    [
        .. Enumerable.Range(0, 18).Select(_ => Enumerable.Range(0, 1 + random.Next(4)).Select(_ => RandomOperations.Next(random, Size)).ToList()),
    ];

    /// <summary>Runs until the machine stops; returns how many groups were acknowledged.</summary>
    private static async Task<(int Acknowledged, bool Exists)> Live(CrashingGridStore store, List<List<GridOperation>> groups, int seed)
    {
        int acknowledged = 0;
        bool exists = false;
        GridCatalogue? catalogue = null;
        try
        {
            catalogue = await GridCatalogue.OpenAsync(store, Options);
            await catalogue.CreateTemplateAsync(Size, id: "t");
            GridInstance grid = await catalogue.InstantiateAsync("t", "g");
            exists = true;
            foreach (List<GridOperation> group in groups)
            {
                await grid.ApplyManyAsync(group);
                acknowledged++;
                if ((acknowledged + seed) % 6 == 0) await grid.SnapshotAsync();
            }
        }
        catch (IOException) when (store.Crashed)
        {
            // The machine stopped; whoever waited got no acknowledgement.
        }

        if (catalogue is not null) await catalogue.DisposeAsync();
        return (acknowledged, exists);
    }

    private static async Task Recover(MemoryGridStore store, List<List<GridOperation>> groups, int acknowledged, bool exists, int depth)
    {
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options))
        {
            Assert.Empty(catalogue.Damaged);
            GridInstance? grid = catalogue.FindInstance("g");
            if (grid is null)
            {
                Assert.False(exists, "an instance that was acknowledged is there");
                if (catalogue.FindTemplate("t") is null) await catalogue.CreateTemplateAsync(Size, id: "t");
                grid = await catalogue.InstantiateAsync("t", "g");
            }

            List<GridOperation> found = [.. grid.History(0, int.MaxValue).Where(e => e.Operation is not null).Select(e => e.Operation!)];
            int whole = 0, operations = 0;
            while (whole < groups.Count && operations + groups[whole].Count <= found.Count) operations += groups[whole++].Count;
            Assert.Equal(found.Count, operations);
            Assert.InRange(whole, acknowledged, acknowledged + 1);
            List<GridOperation> expected = [.. groups.Take(whole).SelectMany(g => g)];
            Assert.Equal(expected.Select(o => Convert.ToHexString(o.Encode())), found.Select(o => Convert.ToHexString(o.Encode())));
            Assert.Equal(Model(expected), (await grid.CommitAsync()).Root);
            Assert.True((await grid.VerifyAsync()).Sound);
            await grid.ApplyManyAsync([new GridOperation.Set(new(1, 1, 1), 5)]);
        }

        if (depth > 0) return;
        await using GridCatalogue again = await GridCatalogue.OpenAsync(store, Options);
        Assert.Empty(again.Messages);
        Assert.Equal(5, again.FindInstance("g")!.Read(b => b.Get(new(1, 1, 1))));
    }

    private static Hash256 Model(List<GridOperation> operations)
    {
        GridState state = GridState.Empty(Size, Options);
        foreach (GridOperation operation in operations) state.Apply(operation, 0, new());
        return state.Commit(0).Root;
    }
}
