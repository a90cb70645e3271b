using Unum.Grid.Instances;

namespace Unum.Node.Konomi;

/// <summary>Where the grids of this node are kept.</summary>
internal static class GridStores
{
    public static IGridStore Open(KonomiOptions options) => new MemoryGridStore();
}
