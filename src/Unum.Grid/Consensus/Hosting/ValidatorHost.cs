using System.Threading.Channels;
using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Signing;
using Unum.Grid.Consensus.Wire;

namespace Unum.Grid.Consensus.Hosting;

/// <summary>
/// Gives one validator of a <see cref="CubeLedger"/> its mailbox, clock, disk and keys. One loop takes what has come in, lets the state machine answer, and
/// does what it asks in the order that safety needs: journal to disk, final blocks to disk, then send.
/// </summary>
internal sealed class ValidatorHost : IAsyncDisposable
{
    /// <summary>Most that is answered before the answers are written down and sent.</summary>
    private const int Batch = 128;

    private readonly int _self;
    private readonly CubeLedger _ledger;
    private readonly SimplexOptions _options;
    private readonly EcdsaSignatures _keys;
    private readonly IVoteStore _votes;
    private readonly IBlockStore _blocks;
    private readonly StoredChain _chain;
    private readonly Liar.Plot _plot;
    private readonly Channel<Item> _inbox = Channel.CreateUnbounded<Item>(new() { SingleReader = true });
    private readonly Outbox _outbox = new();
    private readonly WireWriter _writer = new();
    private readonly ITimer[] _timers;
    private readonly long[] _timerIds = new long[4];
    private readonly Lock _gate = new();
    private Task _loop = Task.CompletedTask;
    private SimplexValidator? _validator;
    private Liar? _liar;
    private ValidatorFault _fault;
    private string? _failure;

    public ValidatorHost(int self, CubeLedger ledger, SimplexOptions options, EcdsaSignatures keys, IVoteStore votes, IBlockStore blocks, Liar.Plot plot, TimeProvider time)
    {
        _self = self;
        _ledger = ledger;
        _options = options;
        _keys = keys;
        _votes = votes;
        _blocks = blocks;
        _chain = new(blocks);
        _plot = plot;
        _timers = [.. Enum.GetValues<TimerKind>().Select(kind => time.CreateTimer(_ => _inbox.Writer.TryWrite(new(null, 0, kind, Volatile.Read(ref _timerIds[(int)kind]), null, null)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan))];
    }

    public long StoredHeight => _blocks.Height;

    public ValidatorFault Fault
    {
        get
        {
            lock (_gate) return _fault;
        }
    }

    /// <summary>Signatures made and verified so far.</summary>
    public (long Signed, long Verified) Work
    {
        get
        {
            lock (_gate) return (_keys.Signed, _keys.Verified);
        }
    }

    public FinalisedBlock Read(long height) => _chain.Read(height);

    /// <summary>Begins to live.</summary>
    public void Start()
    {
        lock (_gate)
        {
            Revive();
            Carry();
        }

        _loop = Task.Run(LoopAsync);
    }

    public void Receive(int from, byte[] message) => _inbox.Writer.TryWrite(new(message, from, default, 0, null, null));

    public void Submit(LedgerOperation operation) => _inbox.Writer.TryWrite(new(null, 0, default, 0, operation, null));

    public void SetFault(ValidatorFault fault) => _inbox.Writer.TryWrite(new(null, 0, default, 0, null, fault));

    public ValidatorStatus Status()
    {
        lock (_gate)
        {
            SimplexValidator? inside = _validator ?? _liar?.Follower;
            (string state, string waits) = _validator?.Tell() ?? (_liar is null ? "stopped" : "equivocating", _failure ?? "");
            return new(ValidatorNames.Of(_self), _fault, state, inside?.FinalHeight ?? _blocks.Height, inside?.Round ?? 0, inside?.Pending ?? 0, waits);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _inbox.Writer.TryComplete();
        await _loop;
        foreach (ITimer timer in _timers) await timer.DisposeAsync();
        _votes.Dispose();
        _blocks.Dispose();
        _keys.Dispose();
    }

    private async Task LoopAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync())
        {
            lock (_gate)
            {
                try
                {
                    for (int i = 0; i < Batch && _inbox.Reader.TryRead(out Item item); i++) Take(item);
                    _validator?.Settle();
                    Carry();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    // Its disk fails: it falls silent, as one that cannot keep its word must.
                    _failure = $"its storage failed: {e.Message}";
                    Stop();
                    _fault = ValidatorFault.Stopped;
                }
            }
        }
    }

    private void Take(Item item)
    {
        if (item.Fault is { } fault)
        {
            if (fault == _fault && _failure is null) return;
            Stop();
            _fault = fault;
            _failure = null;
            Revive();
        }
        else if (item.Message is { } bytes)
        {
            Message message;
            try
            {
                message = WireCodec.DecodeMessage(bytes);
            }
            catch (FormatException)
            {
                return;
            }

            _validator?.Receive(item.From, message);
            _liar?.Receive(item.From, message);
        }
        else if (item.Operation is { } operation)
        {
            _validator?.Submit(operation);
            _liar?.Submit(operation);
        }
        else if (item.TimerId == _timerIds[(int)item.Timer])
        {
            _validator?.Elapsed(item.Timer, item.TimerId);
            _liar?.Elapsed(item.Timer, item.TimerId);
        }
    }

    /// <summary>Loses all that is not on disk.</summary>
    private void Stop()
    {
        _validator = null;
        _liar = null;
        _outbox.Clear();
        foreach (ITimer timer in _timers) timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Revive()
    {
        _plot.Liars[_self] = _fault == ValidatorFault.Equivocating;
        switch (_fault)
        {
            case ValidatorFault.None:
                _validator = new(_self, _options, _keys, _chain, _votes.Load().Select(r => WireCodec.DecodeRecord(r)), _outbox);
                _validator.Start();
                break;
            case ValidatorFault.Equivocating:
                _liar = new(_self, _options, _keys, new((ulong)_self + _ledger.LiarSeed), _plot, _outbox, _chain);
                _liar.Start();
                break;
        }
    }

    private void Carry()
    {
        foreach (JournalRecord record in _outbox.Journal)
        {
            _writer.Clear();
            WireCodec.Write(_writer, record);
            _votes.Append(record.Round, _writer.Written);
        }

        if (_outbox.Journal.Count > 0) _votes.Flush();
        foreach (FinalisedBlock block in _outbox.Finalised)
        {
            _writer.Clear();
            WireCodec.Write(_writer, block);
            _blocks.Append(_writer.Written);
        }

        if (_outbox.Finalised.Count > 0) _votes.Forget(_outbox.Finalised[^1].Block.Round);
        foreach ((int to, Message message) in _outbox.Messages)
        {
            _writer.Clear();
            WireCodec.Write(_writer, message);
            _ledger.Send(_self, to, _writer.Written.ToArray());
        }

        foreach ((TimerKind kind, long id, int milliseconds) in _outbox.Timers)
        {
            Volatile.Write(ref _timerIds[(int)kind], id);
            _timers[(int)kind].Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        }

        foreach (Evidence evidence in _outbox.Evidence) _ledger.Found(evidence);
        foreach (FinalisedBlock block in _outbox.Finalised) _ledger.Reached(_self, block);
        _outbox.Clear();
    }

    private readonly record struct Item(byte[]? Message, int From, TimerKind Timer, long TimerId, LedgerOperation? Operation, ValidatorFault? Fault);
}
