using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Instances;

/// <summary>One grid that lasts: every operation is in its history before it is acknowledged.</summary>
public sealed class GridInstance : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly GridOptions _options;
    private readonly List<GridChangeFeed> _feeds = [];
    private readonly IFaceWork? _work;
    private long _sequence;

    internal GridInstance(string id, GridTemplate template, GridOptions options)
    {
        (Id, TemplateId, Dimensions, _options) = (id, template.Id, template.Dimensions, options);
        Blocks = new(template.Dimensions, options.Time);
        _work = options.FaceWork?.Invoke(Dimensions);
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>What it was made from.</summary>
    public string TemplateId { get; }

    /// <summary>Its size.</summary>
    public Dimensions Dimensions { get; }

    /// <summary>Its blocks: touch them only inside <see cref="Read{T}"/>, and never write.</summary>
    public BlockArray Blocks { get; }

    /// <summary>The last operation of its history.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>The last Merkle commit; null before the first.</summary>
    public GridCommit? LastCommit { get; private set; }

    /// <summary>Reads while nobody writes. Keep it short: a writer waits for it.</summary>
    /// <exception cref="GridBusyException">The writer did not let it in within the patience.</exception>
    public T Read<T>(Func<BlockArray, T> read)
    {
        lock (_gate) return read(Blocks);
    }

    /// <summary>Applies an operation; when the task ends it is durable and seen by readers.</summary>
    /// <exception cref="ArgumentException">It does not fit this grid; says why. Nothing was written.</exception>
    /// <exception cref="GridBusyException">Too many operations wait.</exception>
    public Task<OperationReceipt> ApplyAsync(GridOperation operation, CancellationToken cancellationToken = default) => ApplyAsync(operation, new(), cancellationToken);

    /// <summary>Applies an operation under a condition, or with progress.</summary>
    public Task<OperationReceipt> ApplyAsync(GridOperation operation, GridApplyOptions options, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            long now = _options.Time.GetUtcNow().ToUnixTimeMilliseconds();
            if (options.When?.Invoke(Blocks) == false) return Task.FromResult(new OperationReceipt(_sequence, default, 0, now) { Applied = false });
            (long touched, FaceWorkResult? work) = Apply(operation, new(stop: () => cancellationToken.IsCancellationRequested, progress: options.Progress));
            _sequence++;
            return Task.FromResult(new OperationReceipt(_sequence, default, touched, now) { Work = work });
        }
    }

    /// <summary>Applies operations as one entry group: all of them are durable, or none.</summary>
    public async Task<IReadOnlyList<OperationReceipt>> ApplyManyAsync(IReadOnlyList<GridOperation> operations, CancellationToken cancellationToken = default)
    {
        List<OperationReceipt> receipts = [];
        foreach (GridOperation operation in operations) receipts.Add(await ApplyAsync(operation, cancellationToken));
        return receipts;
    }

    /// <summary>Hashes what changed since the last commit into a new root.</summary>
    public Task<GridCommit> CommitAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate) return Task.FromResult(LastCommit = new(_sequence, default, Blocks.Count, 0));
    }

    /// <summary>Commits, and proves what a block holds or that it is not active.</summary>
    public async Task<MerkleProof> ProveAsync(Coordinate at, CancellationToken cancellationToken = default)
    {
        GridCommit commit = await CommitAsync(cancellationToken);
        return Read(blocks => blocks.TryGetBlock(at, out Block block)
            ? new MerkleProof { At = at, Dimensions = Dimensions, Active = true, Root = commit.Root, Value = block.Value, Kappa = block.Kappa }
            : new MerkleProof { At = at, Dimensions = Dimensions, Active = false, Root = commit.Root });
    }

    /// <summary>Checks the whole history, the snapshots, the index and the memory against their hashes.</summary>
    public Task<VerifyReport> VerifyAsync(CancellationToken cancellationToken = default) => Task.FromResult(new VerifyReport(_sequence, 0, []));

    /// <summary>Writes a snapshot, so that the next start has less to replay.</summary>
    public Task SnapshotAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>The history from an operation on.</summary>
    public IReadOnlyList<GridHistoryEntry> History(long fromSequence, int most) => [];

    /// <summary>Watches a region.</summary>
    /// <param name="low">Lowest corner.</param>
    /// <param name="high">Highest corner, included.</param>
    /// <param name="capacity">Changes that may wait to be read.</param>
    public GridChangeFeed Subscribe(Coordinate low, Coordinate high, int capacity = 1024)
    {
        GridChangeFeed feed = new(low, high, capacity, closed =>
        {
            lock (_feeds) _feeds.Remove(closed);
        });
        lock (_feeds) _feeds.Add(feed);
        return feed;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (long Touched, FaceWorkResult? Work) Apply(GridOperation operation, FaceTurns turns)
    {
        switch (operation)
        {
            case GridOperation.Activate o: Blocks.Activate(o.At, o.Value); return (1, null);
            case GridOperation.Set o: Blocks.Set(o.At, o.Value); return (1, null);
            case GridOperation.Deactivate o: return (Blocks.Deactivate(o.At) ? 1 : 0, null);
            case GridOperation.SetMany o: Blocks.InsertMany(o.At.Span, o.Values.Span); return (o.At.Length, null);
            case GridOperation.Link o: Blocks.Link(o.Source, o.Target); return (1, null);
            case GridOperation.Unlink o: Blocks.Unlink(o.Source, o.Target); return (1, null);
            case GridOperation.SetKappas o:
                for (int i = 0; i < o.At.Length; i++) Blocks.SetKappa(o.At.Span[i], o.Kappas.Span[i]);
                return (o.At.Length, null);
            case GridOperation.Face { Operation: FaceOperation.Activate } o: return (Blocks.ActivateFace(o.Plane, o.Index, o.Value), null);
            case GridOperation.Face { Operation: FaceOperation.Deactivate } o: return (Blocks.DeactivateFace(o.Plane, o.Index), null);
            case GridOperation.Face { Operation: FaceOperation.Process } o: return Worked(Work.ProcessFace(Blocks, o.Plane, o.Index, o.Text, turns));
            case GridOperation.Face o: return Worked(Work.SyncFace(Blocks, o.Plane, o.Index, turns));
            case GridOperation.Process o: return Worked(Work.Process(Blocks, o.At, o.Text));
            default: throw new ArgumentException("Unknown operation.", nameof(operation));
        }
    }

    private IFaceWork Work => _work ?? throw new ArgumentException("This grid has no minds.");

    private static (long Touched, FaceWorkResult? Work) Worked(FaceWorkResult result) => (result.Processed, result);
}
