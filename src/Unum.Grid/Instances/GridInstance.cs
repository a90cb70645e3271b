using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Instances;

/// <summary>
/// One grid that lasts. One writer takes operations in the order in which they come, many readers read between its turns. An operation is acknowledged when it
/// is in the history and durable; the state is what the history leads to, so that a crash loses nothing acknowledged: snapshot plus the entries after it come
/// to the same Merkle root. Objects in the store: instances/ID/history, history.index, snapshot.
/// </summary>
public sealed class GridInstance : IAsyncDisposable
{
    private readonly IGridStore _store;
    private readonly GridOptions _options;
    private readonly GridState _state;
    private readonly Journal _journal;
    private readonly GridWriter _writer;
    private readonly TurnGate _gate = new();
    private readonly GridFeeds _feeds;
    private readonly Task _running;
    private Task _snapshot = Task.CompletedTask;

    internal GridInstance(string id, string templateId, IGridStore store, GridOptions options, Journal journal, GridReplay replay)
    {
        (Id, TemplateId, _store, _options, _journal, _state) = (id, templateId, store, options, journal, replay.State);
        _feeds = new(Dimensions);
        _writer = new(_state, journal, _gate, options, _feeds.Publish)
        {
            LastCommit = replay.Commit,
            SinceCommit = journal.LastSequence - (replay.Commit?.Sequence + 1 ?? -1),
            SinceSnapshot = replay.Replayed,
            SnapshotDue = () => _ = StartSnapshot(),
        };
        _running = Task.Run(_writer.RunAsync);
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>What it was made from.</summary>
    public string TemplateId { get; }

    /// <summary>Its size.</summary>
    public Dimensions Dimensions => _state.Dimensions;

    /// <summary>Its blocks: touch them only inside <see cref="Read{T}"/>, and never write.</summary>
    public BlockArray Blocks => _state.Blocks;

    /// <summary>Its minds as the caller's <see cref="GridOptions.FaceWork"/> made them; null when it has none. Only inside <see cref="Read{T}"/>.</summary>
    public IFaceWork? Minds => _state.Work;

    /// <summary>The last entry of its history.</summary>
    public long Sequence => _journal.LastSequence;

    /// <summary>Bytes of its history.</summary>
    public long HistoryBytes => _journal.Length;

    /// <summary>Memory of its Merkle tree in bytes.</summary>
    public long TreeBytes => Read(_ => _state.Tree.Bytes);

    /// <summary>The last Merkle commit; null before the first.</summary>
    public GridCommit? LastCommit => _writer.LastCommit;

    /// <summary>Why nothing is written any more; null while all is well.</summary>
    public string? Trouble => _writer.Stopped?.Message;

    /// <summary>Reads while nobody writes. Keep it short: the writer waits for it. Not to be nested.</summary>
    /// <exception cref="GridBusyException">The writer did not let it in within <see cref="GridOptions.ReadPatience"/>.</exception>
    public T Read<T>(Func<BlockArray, T> read)
    {
        if (!_gate.TryEnterRead(_options.ReadPatience)) throw new GridBusyException(FormattableString.Invariant($"A long operation kept '{Id}' busy for {_options.ReadPatience.TotalSeconds} s; try again later."));
        try
        {
            return read(_state.Blocks);
        }
        finally
        {
            _gate.ExitRead();
        }
    }

    /// <summary>Applies an operation; when the task ends it is durable and seen by readers.</summary>
    /// <param name="operation">What.</param>
    /// <param name="cancellationToken">
    /// Before its turn: nothing is done and the task is cancelled. During process and sync of a face: it ends after the brick under way, and the receipt says so.
    /// </param>
    /// <exception cref="ArgumentException">It does not fit this grid; says why. Nothing was written.</exception>
    /// <exception cref="InvalidOperationException">A link between blocks that are not both active. Nothing was written.</exception>
    /// <exception cref="NotSupportedException">It needs minds, and there are none.</exception>
    /// <exception cref="GridBusyException">Too many operations wait.</exception>
    /// <exception cref="IOException">The store failed, now or before: open the grid again.</exception>
    public Task<OperationReceipt> ApplyAsync(GridOperation operation, CancellationToken cancellationToken = default) => ApplyAsync(operation, new(), cancellationToken);

    /// <summary>Applies an operation under a condition, or with progress.</summary>
    /// <inheritdoc cref="ApplyAsync(GridOperation, CancellationToken)"/>
    public async Task<OperationReceipt> ApplyAsync(GridOperation operation, GridApplyOptions options, CancellationToken cancellationToken = default)
    {
        GridTask task = new(operation, options, cancellationToken);
        _writer.Enqueue(task);
        return (await task.Written)[0];
    }

    /// <summary>Applies operations as one group: all of them are durable, or none. A link between blocks that are not active by then does nothing.</summary>
    /// <inheritdoc cref="ApplyAsync(GridOperation, CancellationToken)"/>
    public Task<IReadOnlyList<OperationReceipt>> ApplyManyAsync(IReadOnlyList<GridOperation> operations, CancellationToken cancellationToken = default)
    {
        if (operations.Count == 0) return Task.FromResult<IReadOnlyList<OperationReceipt>>([]);
        GridTask task = new([.. operations], cancellationToken);
        _writer.Enqueue(task);
        return task.Written;
    }

    /// <summary>Hashes what changed since the last commit into a new root, and writes it into the history.</summary>
    public Task<GridCommit> CommitAsync(CancellationToken cancellationToken = default) => AloneAsync(_writer.Commit, cancellationToken);

    /// <summary>Commits, and proves what a block holds or that it is not active.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside the grid.</exception>
    public Task<MerkleProof> ProveAsync(Coordinate at, CancellationToken cancellationToken = default)
    {
        Dimensions.Check(at);
        return AloneAsync(
            () =>
            {
                _writer.Commit();
                return _state.Tree.Prove(_state.Blocks, _state.Work?.Digest() ?? default, at);
            },
            cancellationToken);
    }

    /// <summary>Checks the whole history, its index, the snapshot and the memory against their hashes. Writers wait for the memory's part.</summary>
    public async Task<VerifyReport> VerifyAsync(CancellationToken cancellationToken = default)
    {
        List<GridDamage> damage = [];
        int bricks = await AloneAsync(
            () =>
            {
                IReadOnlyList<int> damaged = _state.Tree.Damaged(_state.Blocks, out int seen, out bool nodes);
                foreach (int code in damaged)
                    damage.Add(new("memory", -1, -1, FormattableString.Invariant($"The brick at {Brick.OriginOf(code)} is not what was committed.")));
                if (nodes) damage.Add(new("memory", -1, -1, "A node of the Merkle tree was not the hash of its children."));
                return seen;
            },
            cancellationToken);
        long entries = await Task.Run(() => _journal.Check(damage), cancellationToken);
        await _snapshot;
        await Task.Run(CheckSnapshot, cancellationToken);
        return new(entries, bricks, damage);

        void CheckSnapshot()
        {
            try
            {
                string name = GridReplay.SnapshotOf(Id);
                if (_store.List(name).Contains(name, StringComparer.Ordinal)) SealedObject.Read(_store, name);
            }
            catch (GridDamagedException found)
            {
                damage.Add(found.Damage);
            }
        }
    }

    /// <summary>Writes a snapshot, so that the next start has less to replay. Writers wait only while the state is copied, not while it is written.</summary>
    public async Task SnapshotAsync(CancellationToken cancellationToken = default) => await await AloneAsync(StartSnapshot, cancellationToken);

    /// <summary>The history from an entry on. The part that is read is checked by <see cref="VerifyAsync"/>, not here.</summary>
    /// <param name="fromSequence">The first entry; 0 is the beginning.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<GridHistoryEntry> History(long fromSequence, int most)
    {
        List<GridHistoryEntry> entries = [];
        if (fromSequence > Sequence || most <= 0) return entries;
        _journal.Read(Math.Max(0, fromSequence), _ => entries.Count < most, (in JournalFrame frame) =>
        {
            ByteReader reader = new(frame.Payload);
            for (long sequence = frame.First; reader.Left > 0 && entries.Count < most; sequence++)
            {
                GridHistoryEntry entry = HistoryEntry.Read(ref reader, sequence, frame.Time, frame.Chain);
                if (sequence >= fromSequence) entries.Add(entry);
            }
        });
        return entries;
    }

    /// <summary>Watches a region.</summary>
    /// <param name="low">Lowest corner.</param>
    /// <param name="high">Highest corner, included.</param>
    /// <param name="capacity">Changes that may wait to be read; who falls behind is told to resync.</param>
    /// <exception cref="ArgumentException">A corner is outside the grid, or the box is turned round.</exception>
    public GridChangeFeed Subscribe(Coordinate low, Coordinate high, int capacity = 1024) => _feeds.Subscribe(low, high, capacity);

    /// <summary>Does what waits, and closes the history.</summary>
    public async ValueTask DisposeAsync()
    {
        _writer.Close();
        await _running;
        await _snapshot.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _feeds.Dispose();
        _journal.Dispose();
    }

    /// <summary>The state as a template keeps it.</summary>
    internal Task<(byte[] Content, long Blocks, Hash256 Root)> CopyAsync(CancellationToken cancellationToken) => AloneAsync(
        () =>
        {
            GridCommit commit = _writer.Commit();
            return (_state.Save(-1, default, commit.Root), commit.Blocks, commit.Root);
        },
        cancellationToken);

    /// <summary>Copies the state (the writer's thread), then writes it beside whatever comes next.</summary>
    private Task StartSnapshot()
    {
        if (!_snapshot.IsCompleted) return _snapshot;
        GridCommit commit = _writer.Commit();
        byte[] content = _state.Save(_journal.LastSequence, _journal.Chain, commit.Root);
        _writer.SinceSnapshot = 0;
        return _snapshot = Task.Run(() => _store.Replace(GridReplay.SnapshotOf(Id), SealedObject.Seal(content)));
    }

    private async Task<T> AloneAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Enqueue(new(stopped =>
        {
            try
            {
                if (stopped is not null) done.TrySetException(stopped);
                else if (cancellationToken.IsCancellationRequested) done.TrySetCanceled(cancellationToken);
                else done.TrySetResult(work());
            }
            catch (Exception failed)
            {
                done.TrySetException(failed);
            }
        }));
        return await done.Task;
    }
}
