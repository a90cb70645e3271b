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

    public AgreedLedger(GridCatalogue grids, KonomiOptions options) => (_grids, _options) = (grids, options);

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
            CubeLedger ledger = await CubeLedger.OpenAsync(new LedgerOptions { Name = "unum" }, new MemoryLedgerStorage(), _options.Time, CancellationToken.None);
            _subscription = ledger.OnFinalised(block => _finalised.Writer.TryWrite(block));
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
        LedgerReceipt receipt;
        try
        {
            receipt = await ledger.SubmitAsync(AgreedOperation.Encode(grid.Id, operation), stopping);
        }
        catch (LedgerStoppedException e)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, "The validators cannot agree now.", e.Message) { RetrySeconds = 1 };
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

    private async Task ApplyAsync()
    {
        await foreach (FinalisedBlock block in _finalised.Reader.ReadAllAsync())
        {
            await ApplyAsync(block);
            Action<object>? watchers;
            lock (_gate)
            {
                _applied = block.Block.Height;
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

    /// <summary>What cannot be applied (its instance is gone, it lies outside) stays in the ledger and changes nothing.</summary>
    private async Task ApplyAsync(FinalisedBlock block)
    {
        foreach (LedgerOperation operation in block.Block.Operations)
        {
            if (!AgreedOperation.TryDecode(operation.Payload, out string? instance, out GridOperation? change) || _grids.FindInstance(instance) is not { } grid) continue;
            try
            {
                await grid.ApplyAsync(change);
            }
            catch (ArgumentException)
            {
                // It was final, but does not fit: every validator's grid refuses it alike.
            }
        }
    }
}
