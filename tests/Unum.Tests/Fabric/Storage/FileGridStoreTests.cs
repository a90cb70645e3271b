using Unum.Fabric.Storage;
using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Tests.Fabric.Storage;

public sealed class FileGridStoreTests : GridStoreConformance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unum-grid-").FullName;
    private IGridStore? _store;

    protected override IGridStore Store => _store ??= new FileGridStore(Path.Combine(_folder, "grids"));

    [Fact]
    public void A_second_store_in_the_same_folder_is_refused()
    {
        _ = Store.List("");

        Assert.Contains("another process", Assert.Throws<IOException>(() => new FileGridStore(Path.Combine(_folder, "grids"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_do_not_lead_out_of_the_folder()
    {
        foreach (string name in (string[])["", "/x", "../x", "a/../b", "a//b", "A", "x.new", "lock", ".hidden", "a b"]) Assert.Throws<ArgumentException>(() => Store.Open(name));
    }

    [Fact]
    public void What_a_crash_left_of_a_replacement_is_gone_after_opening()
    {
        Store.Replace("templates/x", [1]);
        string left = Path.Combine(_folder, "grids", "templates", "x.new");
        File.WriteAllBytes(left, [2, 2]);
        Assert.Equal(["templates/x"], Store.List(""));
        Store.Dispose();
        _store = null;

        Assert.Equal(["templates/x"], Store.List(""));
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task A_grid_on_files_is_the_same_after_a_restart()
    {
        Hash256 root;
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(Store))
        {
            GridTemplate template = await catalogue.CreateTemplateAsync(Dimensions.Mission);
            GridInstance grid = await catalogue.InstantiateAsync(template.Id, "main");
            await grid.ApplyManyAsync([.. Enumerable.Range(0, 500).Select(i => new GridOperation.Set(new(i, i * 7 % 1000, 3), i))]);
            await grid.SnapshotAsync();
            await grid.ApplyAsync(new GridOperation.Set(new(5, 5, 5), 5));
            root = (await grid.CommitAsync()).Root;
        }

        Store.Dispose();
        _store = null;
        await using GridCatalogue again = await GridCatalogue.OpenAsync(Store);
        GridInstance main = again.FindInstance("main")!;
        Assert.Equal(root, main.LastCommit!.Root);
        Assert.Equal(501, main.Read(b => b.Count));
        Assert.True((await main.ProveAsync(new(5, 5, 5))).Verify(root));
        Assert.True((await main.VerifyAsync()).Sound);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Directory.Delete(_folder, recursive: true);
    }
}
