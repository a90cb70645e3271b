using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>Brings an instance back: its last snapshot that can be believed, then every entry of the history after it.</summary>
internal sealed class GridReplay
{
    private readonly GridOptions _options;
    private readonly GridTemplate _template;
    private readonly string _id, _history;
    private readonly Hash256 _templateRoot, _snapshotChain;
    private readonly long _from;
    private (GridOperation.Face Face, long Time)? _long;

    private GridReplay(string id, GridTemplate template, Hash256 templateRoot, GridOptions options, (GridState State, long Sequence, Hash256 Chain) start)
    {
        (_id, _template, _templateRoot, _options, _history) = (id, template, templateRoot, options, HistoryOf(id));
        (State, _from, _snapshotChain) = start;
    }

    public GridState State { get; }

    /// <summary>The last commit in the history.</summary>
    public GridCommit? Commit { get; private set; }

    /// <summary>Entries applied.</summary>
    public long Replayed { get; private set; }

    public static string HistoryOf(string id) => $"instances/{id}/history";

    public static string SnapshotOf(string id) => $"instances/{id}/snapshot";

    public static string TemplateOf(string id) => $"templates/{id}";

    /// <summary>Opens an instance's history and replays it.</summary>
    /// <exception cref="GridDamagedException">History or template is damaged. (A damaged snapshot is told, and done without.)</exception>
    public static (Journal Journal, GridReplay Replay) Open(IGridStore store, string id, GridTemplate template, Hash256 templateRoot, GridOptions options, ICollection<string> messages)
    {
        GridReplay replay = new(id, template, templateRoot, options, Start(store, id, template, templateRoot, options, messages));
        Journal journal = Journal.Open(store, HistoryOf(id), messages, replay.Apply);
        replay.Flush(null);
        if (journal.LastSequence >= replay._from) return (journal, replay);
        journal.Dispose();
        throw new GridDamagedException(new(HistoryOf(id), journal.LastSequence, journal.Length, FormattableString.Invariant($"The history ends before entry {replay._from} of the snapshot.")));
    }

    /// <summary>A new instance's state: the template's blocks.</summary>
    public static GridState FromTemplate(IGridStore store, GridTemplate template, Hash256 root, GridOptions options) => root.IsZero
        ? GridState.Empty(template.Dimensions, options)
        : Loaded(store, TemplateOf(template.Id), root, options).State;

    private static (GridState, long, Hash256) Start(IGridStore store, string id, GridTemplate template, Hash256 templateRoot, GridOptions options, ICollection<string> messages)
    {
        string name = SnapshotOf(id);
        try
        {
            if (store.List(name).Contains(name, StringComparer.Ordinal)) return Loaded(store, name, null, options);
        }
        catch (GridDamagedException damaged)
        {
            messages.Add($"{damaged.Damage} It was not used: the grid was rebuilt from its whole history.");
        }

        return (FromTemplate(store, template, templateRoot, options), -1, default);
    }

    private static (GridState State, long Sequence, Hash256 Chain) Loaded(IGridStore store, string name, Hash256? expected, GridOptions options)
    {
        byte[] content = SealedObject.Read(store, name) ?? throw new GridDamagedException(new(name, -1, 0, "It is gone."));
        try
        {
            (GridState state, long sequence, Hash256 chain, Hash256 root) = GridState.Load(content, options);
            if (expected is { } wanted && root != wanted) throw new InvalidDataException("It is another template's.");
            return (state, sequence, chain);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new GridDamagedException(new(name, -1, 0, $"It cannot be read: {unreadable.Message}"));
        }
    }

    private void Apply(in JournalFrame frame)
    {
        long last = frame.First + frame.Entries - 1;
        if (last == _from && frame.Chain != _snapshotChain) throw Wrong(frame, last, "The snapshot is of another history.");
        if (frame.First == 0) CheckBegin(frame);
        if (last <= _from) return;
        ByteReader reader = new(frame.Payload);
        for (long sequence = frame.First; sequence <= last; sequence++)
        {
            int at = reader.Position;
            try
            {
                ApplyEntry(ref reader, sequence, frame.Time);
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidDataException)
            {
                throw new GridDamagedException(new(_history, sequence, frame.Start + JournalFormat.Header + at, wrong.Message));
            }
        }

        if (reader.Left > 0) throw Wrong(frame, last, "Bytes follow the last entry of a frame.");
    }

    private void ApplyEntry(ref ByteReader reader, long sequence, long time)
    {
        int kind = reader.U8();
        if (kind == HistoryEntry.Cut)
        {
            Flush(reader.I64());
            return;
        }

        Flush(null);
        Replayed++;
        if (kind == HistoryEntry.Begin)
        {
            HistoryEntry.ReadBegin(ref reader);
            return;
        }

        if (kind == HistoryEntry.Commit)
        {
            Hash256 root = reader.Hash();
            Commit = State.Commit(sequence - 1);
            if (Commit.Root != root) throw new InvalidDataException($"The replay comes to root {Commit.Root.ToShortString()}, the history says {root.ToShortString()}.");
            return;
        }

        GridOperation operation = OperationCodec.Read(ref reader, kind);
        State.Check(operation, _options with { MostTextBytes = int.MaxValue });
        if (operation is GridOperation.Face { Operation: FaceOperation.Process or FaceOperation.Sync } face) _long = (face, time);
        else State.Apply(operation, time, new());
    }

    /// <summary>Does the long operation that waits to see whether it was cut short.</summary>
    private void Flush(long? bricks)
    {
        if (_long is not { } waiting)
        {
            if (bricks is not null) throw new FormatException("A cut follows no face operation.");
            return;
        }

        _long = null;
        State.Apply(waiting.Face, waiting.Time, new(bricks ?? long.MaxValue));
    }

    private void CheckBegin(in JournalFrame frame)
    {
        ByteReader reader = new(frame.Payload);
        try
        {
            if (reader.U8() == HistoryEntry.Begin && HistoryEntry.ReadBegin(ref reader) == (_id, _template.Id, _template.Dimensions, _templateRoot)) return;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw Wrong(frame, 0, "It does not begin as the catalogue says: it is another instance's.");
    }

    private GridDamagedException Wrong(in JournalFrame frame, long sequence, string why) => new(new(_history, sequence, frame.Start, why));
}
