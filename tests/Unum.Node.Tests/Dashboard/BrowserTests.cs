namespace Unum.Node.Tests.Dashboard;

/// <summary>Tests of this collection share one browser and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
