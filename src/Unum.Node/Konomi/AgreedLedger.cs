using System.Threading.Channels;
using Unum.Grid.Consensus;
using Unum.Grid.Instances;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi;

/// <summary>
/// What the nine validators agree on, and its way into the grid: a submitted operation is final first, then applied, block by
/// block in the ledger's order. The nine start when somebody first asks for them, or at once when they have a past.
/// </summary>
internal sealed class AgreedLedger : IAsyncDisposable
{
    private readonly GridCatalogue _grids;
    private readonly KonomiOptions _options;
    private readonly SemaphoreSlim _opening = new(1);
    private readonly Channel<FinalisedBlock> _finalised = Channel.CreateUnbounded<FinalisedBlock>(new() { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly SortedList<long, List<TaskCompletionSource>> _waiting = [];
    private CubeLedger? _ledger;
    private IDisposable? _subscription;
    private Task _applying = Task.CompletedTask;
    private long _applied;
    private Action<object>? _watchers;

    private readonly AppliedHeight _mark;

    private AgreedLedger(GridCatalogue grids, KonomiOptions options)
    {
        (_grids, _options) = (grids, options);
        _mark = new AppliedHeight(options.Folder is null ? null : Path.Combine(options.Folder, "ledger-applied.json"));
    }

    /// <summary>A ledger that sleeps until somebody asks for it; one that has a past wakes up and finishes what a crash interrupted.</summary>
    public static async Task<AgreedLedger> OpenAsync(GridCatalogue grids, KonomiOptions options, CancellationToken cancellationToken)
    {
        AgreedLedger ledger = new(grids, options);
        ledger._mark.Load();
        if (LedgerStores.HavePast(options)) await ledger.LedgerAsync(cancellationToken);
        return ledger;
    }

    /// <summary>Height of the last block that the grid has.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>The ledger if it runs.</summary>
    public CubeLedger? Running => Volatile.Read(ref _ledger);

    /// <summary>The ledger, started if it is not.</summary>
    public async Task<CubeLedger> LedgerAsync(CancellationToken stopping)
    {
        if (Running is { } running) return running;
        await _opening.WaitAsync(stopping);
        try
        {
            if (Running is { } started) return started;
            CubeLedger ledger = await CubeLedger.OpenAsync(new LedgerOptions { Name = "unum" }, LedgerStores.Open(_options), _options.Time, CancellationToken.None);
            _subscription = ledger.OnFinalised(block => _finalised.Writer.TryWrite(block));
            await CatchUpAsync(ledger);
            _applying = ApplyAsync();
            Volatile.Write(ref _ledger, ledger);
            return ledger;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Submits an operation on an instance; ends when it is final and applied.</summary>
    public async Task<LedgerReceipt> SubmitAsync(GridInstance grid, GridOperation operation, CancellationToken stopping)
    {
        CubeLedger ledger = await LedgerAsync(stopping);
        if (ledger.Status.Stopped is { } why) throw Stopped($"{why} Nothing was submitted.");
        LedgerReceipt receipt;
        try
        {
            receipt = await ledger.SubmitAsync(AgreedOperation.Encode(grid.Id, operation), stopping);
        }
        catch (LedgerStoppedException e)
        {
            throw Stopped(e.Message);
        }

        await AppliedAsync(receipt.Height).WaitAsync(stopping);
        return receipt;
    }

    /// <summary>Is told each block that becomes final, after it was applied.</summary>
    public IDisposable Watch(Action<object> watcher)
    {
        lock (_gate) _watchers += watcher;
        return new Ending(() =>
        {
            lock (_gate) _watchers -= watcher;
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        if (_ledger is not null) await _ledger.DisposeAsync();
        _finalised.Writer.TryComplete();
        await _applying;
        _opening.Dispose();
    }

    private static ApiProblem Stopped(string why) => new(StatusCodes.Status409Conflict, "The validators cannot agree now.", why) { RetrySeconds = 1 };

    private Task AppliedAsync(long height)
    {
        lock (_gate)
        {
            if (_applied >= height) return Task.CompletedTask;
            if (!_waiting.TryGetValue(height, out List<TaskCompletionSource>? waiting)) _waiting.Add(height, waiting = []);
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add(done);
            return done.Task;
        }
    }

    /// <summary>Applies what was final but not applied when the last run ended.</summary>
    private async Task CatchUpAsync(CubeLedger ledger)
    {
        AppliedHeight.Mark mark = _mark.Last;
        long next = mark.Height + 1;
        if (mark.Height > 0 && ledger.Block(mark.Height) is { } begun)
        {
            foreach ((GridInstance grid, List<GridOperation> operations) in ByGrid(begun))
            {
                if (!mark.Sequences.TryGetValue(grid.Id, out long before) || !History(grid, before + 1, operations)) await ApplyAsync(grid, operations);
            }
        }

        for (long height = next; height <= ledger.Height; height++)
        {
            if (ledger.Block(height) is { } block) await ApplyAsync(block);
        }

        Interlocked.Exchange(ref _applied, Math.Max(ledger.Height, mark.Height));
    }

    private async Task ApplyAsync()
    {
        await foreach (FinalisedBlock block in _finalised.Reader.ReadAllAsync())
        {
            if (block.Block.Height > Applied) await ApplyAsync(block);
            Action<object>? watchers;
            lock (_gate)
            {
                _applied = Math.Max(_applied, block.Block.Height);
                while (_waiting.Count > 0 && _waiting.Keys[0] <= _applied)
                {
                    foreach (TaskCompletionSource done in _waiting.Values[0]) done.TrySetResult();
                    _waiting.RemoveAt(0);
                }

                watchers = _watchers;
            }

            watchers?.Invoke(new
            {
                Event = "finalised",
                block.Block.Height,
                Hash = block.Block.Hash.ToString(),
                block.Block.Round,
                Operations = block.Block.Operations.Count,
                Votes = block.Proof.Count,
            });
        }
    }

    private async Task ApplyAsync(FinalisedBlock block)
    {
        Dictionary<GridInstance, List<GridOperation>> work = ByGrid(block);
        _mark.Begin(block.Block.Height, work.Keys.ToDictionary(static g => g.Id, static g => g.Sequence, StringComparer.Ordinal));
        foreach ((GridInstance grid, List<GridOperation> operations) in work) await ApplyAsync(grid, operations);
    }

    /// <summary>All of a block's operations on one grid are one group of its history: a crash leaves all of them there, or none.</summary>
    private static async Task ApplyAsync(GridInstance grid, List<GridOperation> operations)
    {
        try
        {
            await grid.ApplyManyAsync(operations);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            // One of them does not fit: the others shall not suffer. Every validator's grid would refuse it alike.
            foreach (GridOperation operation in operations)
            {
                try
                {
                    await grid.ApplyAsync(operation);
                }
                catch (Exception one) when (one is ArgumentException or InvalidOperationException or NotSupportedException)
                {
                    // It stays in the ledger and changes nothing.
                }
            }
        }
    }

    /// <summary>Operations whose grid is gone stay in the ledger and change nothing.</summary>
    private Dictionary<GridInstance, List<GridOperation>> ByGrid(FinalisedBlock block)
    {
        Dictionary<GridInstance, List<GridOperation>> work = [];
        foreach (LedgerOperation operation in block.Block.Operations)
        {
            if (!AgreedOperation.TryDecode(operation.Payload, out string? instance, out GridOperation? change) || _grids.FindInstance(instance) is not { } grid) continue;
            if (!work.TryGetValue(grid, out List<GridOperation>? operations)) work.Add(grid, operations = []);
            operations.Add(change);
        }

        return work;
    }

    /// <summary>Whether a grid's history holds these operations in a row somewhere after a place.</summary>
    private static bool History(GridInstance grid, long from, List<GridOperation> operations)
    {
        const int page = 1000;
        byte[][] wanted = [.. operations.Select(static o => o.Encode())];
        int matched = 0;
        for (long at = from; at <= grid.Sequence; at += page)
        {
            foreach (GridHistoryEntry entry in grid.History(at, page))
            {
                byte[]? found = entry.Operation?.Encode();
                if (found is null || !found.AsSpan().SequenceEqual(wanted[matched])) matched = found is not null && found.AsSpan().SequenceEqual(wanted[0]) ? 1 : 0;
                else matched++;
                if (matched == wanted.Length) return true;
            }
        }

        return false;
    }
}
