using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.Trials;

namespace Unum.Node.Hive;

/// <summary>The store of blocks into which <c>hive demo</c> writes what its nodes said; without one the demonstration goes on.</summary>
internal sealed class DemonstrationHistory : IDisposable
{
    private readonly FileContentStore? _store;

    private DemonstrationHistory(FileContentStore? store, string place)
    {
        _store = store;
        Place = place;
        if (store is not null) Transfers = new TransferHistory(store, TimeProvider.System);
    }

    /// <summary>Takes the trials in; null when there is no store to write to.</summary>
    public TransferHistory? Transfers { get; }

    /// <summary>The folder, or why there is none.</summary>
    public string Place { get; }

    /// <summary>Opens the store of a data folder.</summary>
    public static DemonstrationHistory Open(string? data)
    {
        string folder = HivePlace.Blocks(HivePlace.Data(data));
        try
        {
            return new DemonstrationHistory(FileContentStore.Open(folder, new FileContentOptions { Sync = false }), folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DemonstrationHistory(null, e.Message);
        }
    }

    /// <summary>Says where the history is, on the error output, so that figures can be piped.</summary>
    public void Tell()
    {
        if (Transfers is null) Console.Error.WriteLine($"unum: this history was not kept: {Place}");
        else foreach (Cid join in Transfers.Joins) Console.Error.WriteLine($"unum: the history is kept: ./unum hive log {join}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store?.Flush();
        _store?.Dispose();
    }
}
