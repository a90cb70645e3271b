using System.Collections.Concurrent;
using Unum.Grid.Consensus.Hosting;
using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Signing;
using Unum.Grid.Consensus.Wire;

namespace Unum.Grid.Consensus;

/// <summary>
/// The ledger of a cube: nine validators in one process, each with its own keys, mailbox and disk, that agree on a chain of blocks of operations. An operation
/// is acknowledged when three validators (one more than may lie) have its block final; each of them got there through votes of seven. Any two may stop or
/// lie and it goes on; with three it stops safely and says why, and goes on when one returns. See <c>Protocol/SimplexValidator</c> for the protocol and
/// docs/consensus.md for figures. Safe for any number of callers.
/// </summary>
public sealed class CubeLedger : IAsyncDisposable
{
    private const int Believed = 3;
    private const string LifeFile = "lives";

    private readonly ILedgerStorage _storage;
    private readonly TimeProvider _time;
    private readonly ValidatorHost[] _hosts = new ValidatorHost[SimplexOptions.Validators];
    private readonly long[] _reached = new long[SimplexOptions.Validators];
    private readonly ConcurrentDictionary<OperationId, Waiting> _waiting = new();
    private readonly Dictionary<long, FinalisedBlock> _ahead = [];
    private readonly Evidence?[] _evidence = new Evidence?[SimplexOptions.Validators];
    private readonly Lock _gate = new();
    private readonly ulong _client;
    private readonly ITimer _offerAgain;
    private ulong _sequence;
    private long _height;
    private BlockHash _head;
    private Action<FinalisedBlock>? _finalised;

    private CubeLedger(LedgerOptions options, ILedgerStorage storage, TimeProvider time)
    {
        (Options, _storage, _time) = (options, storage, time);
        // Each life of this process submits under another name, so that no operation is ever taken for an earlier one.
        _client = (storage.Load(LifeFile) is { Length: 8 } lives ? BitConverter.ToUInt64(lives) : 0) + 1;
        storage.Save(LifeFile, BitConverter.GetBytes(_client));
        byte[][] keys = [.. Enumerable.Range(0, _hosts.Length).Select(i => KeyOf(storage, i))];
        byte[][] publicKeys = [.. keys.Select(EcdsaSignatures.PublicOf)];
        Keys = new(options.Name, publicKeys);
        SimplexOptions shared = new((int)options.Delta.TotalMilliseconds, options.MostOperations);
        Liar.Plot plot = new() { Split = 0b010101010, Garbage = 20, Withhold = 300 };
        BlockHash name = LedgerKeys.NameHash(options.Name);
        for (int i = 0; i < _hosts.Length; i++)
        {
            byte[]?[] own = new byte[]?[_hosts.Length];
            own[i] = keys[i];
            _hosts[i] = new(i, this, shared, new(name, own, publicKeys), storage.OpenVotes(i), storage.OpenBlocks(i), plot, time);
            _reached[i] = _hosts[i].StoredHeight;
            _evidence[i] = LoadEvidence(storage, i);
        }

        _height = BelievedHeight();
        if (_height > 0) _head = Stored(_height).Block.Hash;
        TimeSpan again = 10 * options.Delta;
        _offerAgain = time.CreateTimer(_ => OfferAgain(), null, again, again);
    }

    /// <summary>The settings it runs with.</summary>
    public LedgerOptions Options { get; }

    /// <summary>The validators' public keys: they check blocks and evidence.</summary>
    public LedgerKeys Keys { get; }

    /// <summary>Height of the last finalised block, 0 before the first.</summary>
    public long Height
    {
        get
        {
            lock (_gate) return _height;
        }
    }

    /// <summary>The lies found so far, at most one for each liar; kept over restarts.</summary>
    public IReadOnlyList<Evidence> Evidence
    {
        get
        {
            lock (_gate) return [.. _evidence.OfType<Evidence>()];
        }
    }

    /// <summary>What the ledger and each of the nine are doing.</summary>
    public LedgerStatus Status
    {
        get
        {
            ValidatorStatus[] validators = [.. _hosts.Select(h => h.Status())];
            int answering = validators.Count(v => v.Fault == ValidatorFault.None);
            lock (_gate) return new(_height, _head, answering, SimplexOptions.Quorum, _waiting.Count, WhyStopped(validators), validators);
        }
    }

    internal ulong LiarSeed => (ulong)Options.LiarSeed;

    /// <summary>Signatures made and verified by all nine so far.</summary>
    internal (long Signed, long Verified) Work => (_hosts.Sum(h => h.Work.Signed), _hosts.Sum(h => h.Work.Verified));

    /// <summary>Opens the ledger, resuming what the storage holds; the first time it makes nine keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static async Task<CubeLedger> OpenAsync(LedgerOptions options, ILedgerStorage storage, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Delta, TimeSpan.FromMilliseconds(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Delta, TimeSpan.FromMinutes(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostOperations, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MostOperations, 100_000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Name.Length, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Name.Length, 200, nameof(options));
        // Reading a long chain takes a while: not on the caller's thread.
        return await Task.Run(
            () =>
            {
                CubeLedger ledger = new(options, storage, time);
                foreach (ValidatorHost host in ledger._hosts) host.Start();
                return ledger;
            },
            cancellation);
    }

    /// <summary>Submits an operation and waits until it is final.</summary>
    /// <param name="operation">1 to <see cref="LedgerOperation.MostBytes"/> opaque bytes; copied.</param>
    /// <param name="cancellation">Stops waiting; the operation stays submitted.</param>
    /// <exception cref="ArgumentOutOfRangeException">Empty or too long.</exception>
    /// <exception cref="LedgerStoppedException">Not final within <see cref="LedgerOptions.Patience"/>; says why. It stays submitted.</exception>
    public async Task<LedgerReceipt> SubmitAsync(ReadOnlyMemory<byte> operation, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(operation.Length, 1, nameof(operation));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operation.Length, LedgerOperation.MostBytes, nameof(operation));
        cancellation.ThrowIfCancellationRequested();
        LedgerOperation submitted = new(new(_client, Interlocked.Increment(ref _sequence)), operation.ToArray());
        Waiting waiting = new(submitted);
        _waiting[submitted.Id] = waiting;
        foreach (ValidatorHost host in _hosts) host.Submit(submitted);
        try
        {
            return await waiting.Receipt.Task.WaitAsync(Options.Patience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            string why = Status.Stopped ?? "Seven validators answer; the machine may be too busy for the delta of the ledger.";
            throw new LedgerStoppedException(FormattableString.Invariant($"Not final after {Options.Patience.TotalSeconds:0.#} s. {why} The operation stays submitted."));
        }
    }

    /// <summary>The block at a height, from 1, or null when there is none yet.</summary>
    public FinalisedBlock? Block(long height)
    {
        lock (_gate)
        {
            if (height < 1 || height > _height) return null;
        }

        return Stored(height);
    }

    /// <summary>Calls back for each block that becomes final from now on: once a height, in order, never concurrently. It must return quickly.</summary>
    /// <returns>Dispose of it to be called no more.</returns>
    public IDisposable OnFinalised(Action<FinalisedBlock> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_gate) _finalised += callback;
        return new Subscription(this, callback);
    }

    /// <summary>Makes a validator fail, or follow the protocol again: then it starts from what its disk holds and catches up.</summary>
    /// <param name="validator">0 to 8, in the order of <see cref="ValidatorNames.All"/>.</param>
    /// <param name="fault">What is wrong with it from now on.</param>
    public void SetFault(int validator, ValidatorFault fault)
    {
        ValidatorNames.Of(validator);
        _hosts[validator].SetFault(fault);
    }

    /// <summary>The same by name, such as NEU or CENTRAL.</summary>
    /// <exception cref="ArgumentException">No validator is called so.</exception>
    public void SetFault(string validator, ValidatorFault fault) => SetFault(ValidatorNames.Find(validator), fault);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _offerAgain.DisposeAsync();
        foreach (ValidatorHost host in _hosts) await host.DisposeAsync();
        foreach (Waiting waiting in _waiting.Values) waiting.Receipt.TrySetException(new ObjectDisposedException(nameof(CubeLedger)));
        Keys.Dispose();
    }

    /// <summary>Carries a message from one validator to another or to all others.</summary>
    internal void Send(int from, int to, byte[] message)
    {
        for (int i = 0; i < _hosts.Length; i++)
        {
            if (i != from && (to == i || to == Outbox.Everyone)) _hosts[i].Receive(from, message);
        }
    }

    /// <summary>A validator has a block final: believed, and told, when three have.</summary>
    internal void Reached(int validator, FinalisedBlock block)
    {
        lock (_gate)
        {
            _reached[validator] = block.Block.Height;
            if (block.Block.Height > _height && (!_ahead.TryGetValue(block.Block.Height, out FinalisedBlock? known) || known.Proof.Count == 0)) _ahead[block.Block.Height] = block;
            for (long believed = BelievedHeight(); _height < believed;)
            {
                FinalisedBlock final = _ahead.Remove(_height + 1, out FinalisedBlock? ahead) ? ahead : Stored(_height + 1);
                Invariant.Holds(final.Block.ParentHash == _head, "three validators' chains are one chain");
                _height++;
                _head = final.Block.Hash;
                for (int i = 0; i < final.Block.Operations.Count; i++)
                {
                    if (_waiting.TryRemove(final.Block.Operations[i].Id, out Waiting? waiting)) waiting.Receipt.TrySetResult(new(_height, _head, i));
                }

                _finalised?.Invoke(final);
            }
        }
    }

    /// <summary>A validator caught a liar: the first evidence is kept.</summary>
    internal void Found(Evidence evidence)
    {
        lock (_gate)
        {
            if (_evidence[evidence.Guilty] is not null) return;
            _evidence[evidence.Guilty] = evidence;
            WireWriter to = new();
            WireCodec.Write(to, evidence.First);
            WireCodec.Write(to, evidence.Second);
            _storage.Save(EvidenceFile(evidence.Guilty), to.Written);
        }
    }

    private static string EvidenceFile(int validator) => $"evidence-{ValidatorNames.Of(validator)}";

    private static Evidence? LoadEvidence(ILedgerStorage storage, int validator)
    {
        if (storage.Load(EvidenceFile(validator)) is not { } bytes) return null;
        WireReader from = new(bytes);
        return new(WireCodec.ReadBallot(ref from), WireCodec.ReadBallot(ref from));
    }

    private static byte[] KeyOf(ILedgerStorage storage, int validator)
    {
        string name = $"key-{ValidatorNames.Of(validator)}";
        if (storage.Load(name) is { } kept) return kept;
        byte[] key = EcdsaSignatures.NewKey();
        storage.Save(name, key);
        return key;
    }

    private static string? WhyStopped(ValidatorStatus[] validators)
    {
        int answering = validators.Count(v => v.Fault == ValidatorFault.None);
        if (answering >= SimplexOptions.Quorum) return null;
        IEnumerable<string> why = validators.Where(v => v.Fault != ValidatorFault.None).Select(v => v.Fault == ValidatorFault.Stopped ? $"{v.Name} is stopped" : $"{v.Name} lies");
        return FormattableString.Invariant($"{answering} of {validators.Length} answer; {SimplexOptions.Quorum} are needed: {string.Join(", ", why)}. Nothing is lost; it goes on when enough return.");
    }

    /// <summary>The height that three validators have reached.</summary>
    private long BelievedHeight()
    {
        Span<long> heights = stackalloc long[_reached.Length];
        _reached.CopyTo(heights);
        heights.Sort();
        return heights[^Believed];
    }

    private FinalisedBlock Stored(long height) => _hosts.First(h => h.StoredHeight >= height).Read(height);

    /// <summary>Offers what is not final again: a validator that was away has not heard of it.</summary>
    private void OfferAgain()
    {
        foreach (Waiting waiting in _waiting.Values)
        {
            foreach (ValidatorHost host in _hosts) host.Submit(waiting.Operation);
        }
    }

    private sealed class Waiting(LedgerOperation operation)
    {
        public LedgerOperation Operation { get; } = operation;

        public TaskCompletionSource<LedgerReceipt> Receipt { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Subscription(CubeLedger ledger, Action<FinalisedBlock> callback) : IDisposable
    {
        public void Dispose()
        {
            lock (ledger._gate) ledger._finalised -= callback;
        }
    }
}
