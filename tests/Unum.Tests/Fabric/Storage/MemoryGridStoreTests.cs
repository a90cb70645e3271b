using Unum.Grid.Instances;

namespace Unum.Tests.Fabric.Storage;

public sealed class MemoryGridStoreTests : GridStoreConformance
{
    protected override IGridStore Store { get; } = new MemoryGridStore();
}
