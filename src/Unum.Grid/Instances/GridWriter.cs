using System.Threading.Channels;

namespace Unum.Grid.Instances;

/// <summary>
/// The one writer of an instance. It takes whatever waits (group commit), checks each operation, writes all of them as one frame of the history, and only when
/// that is durable applies them and acknowledges. So nobody ever sees what a crash could take back. A long operation is the last of its frame; cancelled, it is
/// followed by an entry that says how many bricks it did, so that a replay does as many.
/// When the store fails, nothing more is written: what was acknowledged is safe, and opening the instance again cuts off what was not.
/// </summary>
internal sealed class GridWriter
{
    private const int MostGroup = 4096, MostGroupBytes = 1 << 20;

    private readonly GridState _state;
    private readonly Journal _journal;
    private readonly TurnGate _gate;
    private readonly GridOptions _options;
    private readonly Action<long, GridOperation> _publish;
    private readonly FaceTurns _unhindered = new();
    private readonly List<GridTask> _group = [];
    private readonly Channel<GridTask> _waiting;
    private int _entries;
    private long _cut = -1;

    public GridWriter(GridState state, Journal journal, TurnGate gate, GridOptions options, Action<long, GridOperation> publish)
    {
        (_state, _journal, _gate, _options, _publish) = (state, journal, gate, options, publish);
        _waiting = Channel.CreateBounded<GridTask>(new BoundedChannelOptions(options.MostWaiting) { SingleReader = true });
    }

    /// <summary>What made it stop; null while it runs.</summary>
    public Exception? Stopped { get; private set; }

    /// <summary>The last commit; null before the first.</summary>
    public GridCommit? LastCommit { get; set; }

    /// <summary>Operations since the last commit.</summary>
    public long SinceCommit { get; set; }

    /// <summary>Operations since the last snapshot.</summary>
    public long SinceSnapshot { get; set; }

    /// <summary>Called between groups when a snapshot is due.</summary>
    public Action? SnapshotDue { get; set; }

    /// <summary>Lets a task wait for its turn.</summary>
    /// <exception cref="GridBusyException">Too much waits already.</exception>
    public void Enqueue(GridTask task)
    {
        if (_waiting.Writer.TryWrite(task)) return;
        throw _waiting.Reader.Completion.IsCompleted || Closed
            ? new ObjectDisposedException(nameof(GridInstance), "The instance is closed.")
            : new GridBusyException(FormattableString.Invariant($"{_options.MostWaiting} operations wait already; try again later."));
    }

    /// <summary>Whether nothing more may come.</summary>
    public bool Closed { get; private set; }

    public void Close()
    {
        Closed = true;
        _waiting.Writer.TryComplete();
    }

    /// <summary>Works until closed and nothing waits.</summary>
    public async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            try
            {
                while (_waiting.Reader.TryRead(out GridTask? task)) Take(task);
                Flush();
            }
            catch (Exception broken)
            {
                // A bug, or the store beneath: from here on nothing is written.
                Stop(broken);
            }
        }
    }

    /// <summary>Hashes what changed and writes the root into the history. Called by the writer only.</summary>
    public GridCommit Commit()
    {
        if (LastCommit is { } last && SinceCommit == 0) return last;
        _gate.EnterWrite();
        try
        {
            LastCommit = _state.Commit(_journal.LastSequence);
        }
        finally
        {
            _gate.ExitWrite();
        }

        SinceCommit = 0;
        HistoryEntry.WriteCommit(_journal.Entries, LastCommit.Root);
        _journal.Append(1, Now());
        return LastCommit;
    }

    private void Take(GridTask task)
    {
        if (Stopped is not null)
        {
            task.Fail(new IOException($"Nothing is written any more because of an earlier failure: {Stopped.Message} Open the grid again.", Stopped));
            return;
        }

        if (task.Job is not null || task.NeedsState) Flush();
        if (task.Job is not null) task.Job(null);
        else if (task.Cancellation.IsCancellationRequested) task.Cancel();
        else if (Encode(task))
        {
            _group.Add(task);
            if (task.IsLong || _entries >= MostGroup || _journal.Pending >= MostGroupBytes) Flush();
        }
    }

    /// <summary>Writes a task's operations into the next frame; answers it at once when it cannot be done.</summary>
    private bool Encode(GridTask task)
    {
        int before = _journal.Entries.Length;
        try
        {
            if (task.Options.When is { } when && !when(_state.Blocks))
            {
                task.Done([new(_journal.LastSequence, _journal.Chain, 0, Now()) { Applied = false }]);
                return false;
            }

            foreach (GridOperation operation in task.Operations)
            {
                _state.Check(operation, _options);
                if (task.NeedsState && operation is GridOperation.Link link && !_state.Linkable(link)) throw new InvalidOperationException(FormattableString.Invariant($"Only active blocks are linked: activate {link.Source} and {link.Target} first."));
                OperationCodec.Write(operation, _journal.Entries);
            }

            if (_journal.Entries.Length - before > JournalFormat.MostPayload - MostGroupBytes) throw new ArgumentException("The operation is too large for one entry of the history: split it.", nameof(task));
            _entries += task.Operations.Count;
            return true;
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            _journal.Entries.BackTo(before);
            task.Fail(refused);
            return false;
        }
    }

    private void Flush()
    {
        if (_group.Count == 0) return;
        long time = Now(), first = _journal.LastSequence + 1;
        try
        {
            _journal.Append(_entries, time);
            SinceCommit += _entries;
            SinceSnapshot += _entries;
            _entries = 0;
            Apply(first, time);
            _group.Clear();
            if (_options.CommitEvery > 0 && SinceCommit >= _options.CommitEvery) Commit();
            if (_options.SnapshotEvery > 0 && SinceSnapshot >= _options.SnapshotEvery) SnapshotDue?.Invoke();
        }
        catch (Exception broken)
        {
            Stop(broken);
        }
    }

    private void Apply(long sequence, long time)
    {
        List<(GridTask Task, OperationReceipt[] Receipts)> done = new(_group.Count);
        long next = sequence;
        _cut = -1;
        _gate.EnterWrite();
        try
        {
            foreach (GridTask task in _group)
            {
                OperationReceipt[] receipts = new OperationReceipt[task.Operations.Count];
                for (int i = 0; i < receipts.Length; i++) receipts[i] = Apply(task, task.Operations[i], next++, time);
                done.Add((task, receipts));
            }
        }
        finally
        {
            _gate.ExitWrite();
        }

        if (_cut >= 0)
        {
            // The history learns how far it got before anybody else does.
            HistoryEntry.WriteCut(_journal.Entries, _cut);
            _journal.Append(1, time);
        }

        foreach ((GridTask task, OperationReceipt[] receipts) in done)
        {
            foreach (GridOperation operation in task.Operations) _publish(sequence++, operation);
            task.Done(receipts);
        }
    }

    private OperationReceipt Apply(GridTask task, GridOperation operation, long sequence, long time)
    {
        FaceTurns turns = task.IsLong ? Turns(task) : _unhindered;
        (long touched, FaceWorkResult? work) = _state.Apply(operation, time, turns);
        if (turns.Ended) _cut = turns.Bricks;
        return new(sequence, _journal.Chain, touched, time) { Work = work, Cancelled = turns.Ended };
    }

    private FaceTurns Turns(GridTask task) => new(
        stop: () =>
        {
            _gate.LetReadersIn();
            return task.Cancellation.IsCancellationRequested;
        },
        progress: task.Options.Progress);

    private void Stop(Exception why)
    {
        Stopped = why;
        foreach (GridTask task in _group) task.Fail(new IOException($"It could not be made durable: {why.Message}", why));
        _group.Clear();
        _entries = 0;
        _journal.Entries.Clear();
    }

    private long Now() => _options.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
