namespace Unum.Grid.Consensus;

/// <summary>The ledger of a cube: nine validators in one process that agree on a chain of blocks of operations.</summary>
public sealed class CubeLedger : IAsyncDisposable
{
    private readonly List<FinalisedBlock> _blocks = [];
    private readonly ValidatorFault[] _faults = new ValidatorFault[9];
    private readonly Lock _gate = new();
    private ulong _sequence;
    private Action<FinalisedBlock>? _finalised;

    private CubeLedger(LedgerOptions options) => Options = options;

    /// <summary>The settings it runs with.</summary>
    public LedgerOptions Options { get; }

    /// <summary>Height of the last finalised block, 0 before the first.</summary>
    public long Height
    {
        get
        {
            lock (_gate) return _blocks.Count;
        }
    }

    /// <summary>What the ledger and each of the nine are doing.</summary>
    public LedgerStatus Status
    {
        get
        {
            lock (_gate)
            {
                int well = _faults.Count(f => f == ValidatorFault.None);
                string? stopped = well >= 7 ? null : FormattableString.Invariant($"{well} of 9 answer; 7 are needed.");
                return new(_blocks.Count, _blocks.Count == 0 ? default : _blocks[^1].Block.Hash, well, 7, 0, stopped, [.. Enumerable.Range(0, 9).Select(i => new ValidatorStatus(ValidatorNames.Of(i), _faults[i], "idle", _blocks.Count, _blocks.Count + 1, 0, ""))]);
            }
        }
    }

    /// <summary>The lies found so far, one for each liar.</summary>
    public IReadOnlyList<Evidence> Evidence { get; } = [];

    /// <summary>Opens the ledger, resuming what the storage holds.</summary>
    public static Task<CubeLedger> OpenAsync(LedgerOptions options, ILedgerStorage storage, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(time);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(new CubeLedger(options));
    }

    /// <summary>Submits an operation and waits until it is final.</summary>
    /// <exception cref="ArgumentException">Empty or longer than <see cref="LedgerOperation.MostBytes"/>.</exception>
    /// <exception cref="LedgerStoppedException">Not final within <see cref="LedgerOptions.Patience"/>; says why. It stays submitted.</exception>
    public Task<LedgerReceipt> SubmitAsync(ReadOnlyMemory<byte> operation, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        FinalisedBlock block;
        lock (_gate)
        {
            long height = _blocks.Count + 1;
            LedgerOperation[] operations = [new(new(1, ++_sequence), operation.ToArray())];
            block = new(new(height, height, height - 1, _blocks.Count == 0 ? default : _blocks[^1].Block.Hash, operations), []);
            _blocks.Add(block);
        }

        _finalised?.Invoke(block);
        return Task.FromResult(new LedgerReceipt(block.Block.Height, block.Block.Hash, 0));
    }

    /// <summary>The block at a height, from 1, or null when there is none yet.</summary>
    public FinalisedBlock? Block(long height)
    {
        lock (_gate) return height >= 1 && height <= _blocks.Count ? _blocks[(int)height - 1] : null;
    }

    /// <summary>Calls back for each block that becomes final from now on: once a height, in order, never concurrently. It must return quickly.</summary>
    /// <returns>Dispose of it to be called no more.</returns>
    public IDisposable OnFinalised(Action<FinalisedBlock> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_gate) _finalised += callback;
        return new Subscription(this, callback);
    }

    /// <summary>Makes a validator fail, or follow the protocol again.</summary>
    /// <param name="validator">0 to 8, in the order of <see cref="ValidatorNames.All"/>.</param>
    /// <param name="fault">What is wrong with it from now on.</param>
    public void SetFault(int validator, ValidatorFault fault)
    {
        ValidatorNames.Of(validator);
        lock (_gate) _faults[validator] = fault;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Subscription(CubeLedger ledger, Action<FinalisedBlock> callback) : IDisposable
    {
        public void Dispose()
        {
            lock (ledger._gate) ledger._finalised -= callback;
        }
    }
}
