using Unum.Fabric.Storage;
using Unum.Grid.Instances;
using Unum.Node.Settings;

namespace Unum.Node.Konomi;

/// <summary>Where the grids of this node are kept: files in its folder, or nowhere.</summary>
internal static class GridStores
{
    /// <exception cref="SettingsException">Another process has the folder.</exception>
    public static IGridStore Open(KonomiOptions options)
    {
        if (options.Folder is null) return new MemoryGridStore();
        try
        {
            return new FileGridStore(Path.Combine(options.Folder, "grids"));
        }
        catch (IOException e)
        {
            throw new SettingsException($"{e.Message} Give this node a memory of its own with --name NAME or --data FOLDER, or stop the other.");
        }
    }
}
