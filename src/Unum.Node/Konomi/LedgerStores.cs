using Unum.Fabric.Storage;
using Unum.Grid.Consensus;

namespace Unum.Node.Konomi;

/// <summary>Where the nine validators of this node keep their votes and blocks.</summary>
internal static class LedgerStores
{
    /// <summary>Whether there are votes or blocks of an earlier run.</summary>
    public static bool HavePast(KonomiOptions options) => options.Folder is { } folder && Directory.Exists(Path.Combine(folder, "ledger"));

    public static ILedgerStorage Open(KonomiOptions options) => options.Folder is null ? new MemoryLedgerStorage() : new FileLedgerStorage(Path.Combine(options.Folder, "ledger"));
}
