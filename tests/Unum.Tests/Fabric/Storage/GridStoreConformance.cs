using Unum.Grid.Instances;

namespace Unum.Tests.Fabric.Storage;

/// <summary>What every store of grids does.</summary>
public abstract class GridStoreConformance : IDisposable
{
    protected abstract IGridStore Store { get; }

    [Fact]
    public void What_is_appended_is_read_back_by_place()
    {
        using IGridObject made = Store.Open("instances/a/history");
        made.Append([1, 2, 3]);
        made.Append([4, 5]);
        made.Sync();
        byte[] buffer = new byte[10];

        Assert.Equal(5, made.Length);
        Assert.Equal(3, made.Read(2, buffer));
        Assert.Equal([3, 4, 5], buffer[..3]);
        Assert.Equal(0, made.Read(5, buffer));
        made.Truncate(2);
        made.Append([9]);
        Assert.Equal(3, made.Read(0, buffer));
        Assert.Equal([1, 2, 9], buffer[..3]);
        using IGridObject again = Store.Open("instances/a/history");
        Assert.Equal(3, again.Length);
    }

    [Fact]
    public void Replaced_objects_are_new_whole_and_deleted_ones_gone()
    {
        Store.Replace("templates/x", [1, 2, 3, 4]);
        Store.Replace("templates/x", [7]);
        Store.Replace("templates/y", []);
        Store.Open("catalogue").Dispose();

        using (IGridObject x = Store.Open("templates/x")) Assert.Equal(1, x.Length);
        Assert.Equal(["templates/x", "templates/y"], Store.List("templates/"));
        Assert.Equal(["catalogue", "templates/x", "templates/y"], Store.List(""));
        Store.Delete("templates/x");
        Store.Delete("templates/never");
        Assert.Equal(["templates/y"], Store.List("templates/"));
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Store.Dispose();
    }
}
