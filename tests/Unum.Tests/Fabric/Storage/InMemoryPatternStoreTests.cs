using Unum.Kairos.Blending;

namespace Unum.Tests.Fabric.Storage;

public sealed class InMemoryPatternStoreTests : PatternStoreConformance
{
    private readonly InMemoryPatternStore _store = new();

    protected override IPatternStore Open() => _store;
}
