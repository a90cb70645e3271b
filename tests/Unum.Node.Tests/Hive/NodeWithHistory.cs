using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Trials;
using Unum.Node.Hive;
using Unum.Node.Tests.Konomi;
using Unum.Tests;

namespace Unum.Node.Tests.Hive;

/// <summary>A running node whose store held a trial's history, and a version with a gap, before it started.</summary>
public sealed class NodeWithHistory : IAsyncLifetime
{
    public KonomiNode Node { get; } = new();

    /// <summary>The version that joins what all learned.</summary>
    internal Cid Head { get; private set; }

    /// <summary>A version whose basin never arrived.</summary>
    internal Cid Gap { get; private set; }

    /// <summary>That basin.</summary>
    internal Cid Lost { get; private set; }

    public async ValueTask InitializeAsync()
    {
        using (FileContentStore store = FileContentStore.Open(HivePlace.Blocks(Node.Folder), new FileContentOptions { Sync = false }))
        {
            TransferHistory history = new(store, TimeProvider.System);
            TransferTrial.Run(DataSets.Digits(Repository.At("data/digits/digits.csv"), 1), 3, 1, history);
            Head = history.Joins[0];
            Lost = new MemoryContentStore().Put(CidCodec.Raw, "a basin that never arrived"u8);
            Gap = store.Put(CidCodec.DagCbor, new BasinVersion([], Lost, [], default, 1, 0).Write());
        }

        await Node.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
