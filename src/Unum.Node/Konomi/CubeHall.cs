using System.Globalization;
using Unum.Grid.Cubes;
using Unum.Grid.Space;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi;

/// <summary>
/// All cubes of this node: made, found, worked with, watched and kept. Whatever is done to a cube is in the journal before it is
/// acknowledged. Cubes that nobody named (a WebSocket's initialize without cube_id) give way, the longest unused first, when there
/// are <see cref="Most"/>.
/// </summary>
internal sealed class CubeHall : IAsyncDisposable
{
    /// <summary>Most cubes at once.</summary>
    public const int Most = 10_000;

    /// <summary>Lines of the journal after which a snapshot is taken: so many texts are read again after a kill.</summary>
    public const int SnapshotEvery = 1000;

    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(2);

    private readonly BirthPlace _births;
    private readonly Constellation _cubes;
    private readonly Dictionary<string, CubeEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly PauseGate _work = new();
    private CubeJournal? _journal;
    private string? _snapshot;
    private Task _saving = Task.CompletedTask;
    private long _last;

    private CubeHall(BirthPlace births, TimeProvider time)
    {
        (_births, _time) = (births, time);
        _cubes = new Constellation(births.Mind);
    }

    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>Opens what the folder holds: the cubes come back as they were, with what they learned.</summary>
    /// <exception cref="IOException">What is there cannot be read; it is left as it is.</exception>
    public static async Task<CubeHall> OpenAsync(KonomiOptions options, BirthPlace births, CancellationToken cancellationToken)
    {
        CubeHall hall = new(births, options.Time);
        if (options.Folder is null) return hall;
        string folder = Path.Combine(options.Folder, "cubes");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "snapshot");
        long from = 0;
        if (File.Exists(path))
        {
            await births.ReadyAsync(cancellationToken);
            List<(Cube Cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> Outward, string? Template, bool Named, long Requests)> kept = [];
            from = CubeSnapshot.Read(path, births, kept);
            foreach ((Cube cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> outward, string? template, bool named, long requests) in kept)
            {
                hall._cubes.Add(cube, outward);
                hall._entries.Add(cube.Id, new CubeEntry(cube, template, named, options.Time, requests));
            }
        }

#pragma warning disable CA2000 // The hall closes its journal.
        CubeJournal journal = CubeJournal.Open(folder, from, out List<CubeRecord> records);
#pragma warning restore CA2000
        foreach (CubeRecord record in records) await hall.RepeatAsync(record, cancellationToken);
        (hall._journal, hall._snapshot) = (journal, path);
        return hall;
    }

    public IReadOnlyList<CubeEntry> All()
    {
        lock (_gate) return [.. _entries.Values.OrderBy(static e => e.Cube.Id, StringComparer.Ordinal)];
    }

    /// <summary>Makes a cube.</summary>
    /// <exception cref="ApiProblem">The name is taken, or there are too many.</exception>
    public CubeEntry Create(string? id, string? templateId, Coordinate position)
    {
        bool named = id is not null;
        lock (_gate)
        {
            if (id is not null && _entries.ContainsKey(id)) throw ApiProblem.Conflict($"There is a cube '{id}' already; choose another name or use that one.");
            if (_entries.Count >= Most) MakeRoom();
            while (id is null || _entries.ContainsKey(id)) id = "cube-" + (++_last).ToString(CultureInfo.InvariantCulture);
            CubeEntry entry = Add(id, templateId, position, named);
            Keep(new CubeRecord("create", id) { Template = templateId, Position = Answers.Triple(position), Named = named });
            return entry;
        }
    }

    private CubeEntry Add(string id, string? templateId, Coordinate position, bool named)
    {
        CubeEntry entry = new(_cubes.Create(id, position), templateId, named, _time);
        _entries.Add(id, entry);
        return entry;
    }

    private void MakeRoom()
    {
        CubeEntry unused = _entries.Values.Where(static e => !e.Named && !e.IsUsed).MinBy(static e => e.LastUsed)
            ?? throw ApiProblem.Overloaded(FormattableString.Invariant($"There are {Most} cubes, all named or in use; delete some (DELETE /cubes/ID) first."));
        Remove(unused.Cube.Id);
    }

    /// <summary>The cube of that name, or null.</summary>
    public CubeEntry? Find(string id)
    {
        lock (_gate) return _entries.GetValueOrDefault(id);
    }

    /// <summary>The cube of that name.</summary>
    /// <exception cref="ApiProblem">404.</exception>
    public CubeEntry Get(string id) => Find(id) ?? throw ApiProblem.Missing("cube", $"There is no cube '{id}'; GET /cubes lists them, POST /cubes makes one.");

    /// <summary>Removes a cube and every edge to it.</summary>
    public bool Remove(string id)
    {
        lock (_gate)
        {
            if (!_entries.Remove(id)) return false;
            _cubes.Remove(id);
            Keep(new CubeRecord("remove", id));
            return true;
        }
    }

    /// <summary>One cycle of the kappa field over all cubes.</summary>
    public double UpdateField() => _cubes.UpdateField();

    /// <summary>Joins two places.</summary>
    public ConnectedAnswer Connect(CubeEntry entry, Vertex source, CubeEntry other, Vertex target)
    {
        bool added = entry.Cube.Connect(source, other.Cube, target);
        Keep(new CubeRecord("connect", entry.Cube.Id) { Vertex = source.ToString(), OtherCube = other.Cube.Id, OtherVertex = target.ToString() });
        return new ConnectedAnswer("connected", entry == other ? $"{source}↔{target}" : $"{source}↔{other.Cube.Id}/{target}", added);
    }

    /// <summary>Commands a cube's state machine.</summary>
    /// <exception cref="ApiProblem">409 with what is possible instead.</exception>
    public CommandAnswer Command(CubeEntry entry, PackCommand command)
    {
        PackReply reply = entry.Cube.Machine.Send(command);
        if (reply.Accepted) Keep(new CubeRecord("command", entry.Cube.Id) { Text = command.ToString() });
        return reply.Accepted
            ? new CommandAnswer(entry.Cube.Id, true, reply.State.ToString(), [.. reply.Passed.Select(static s => s.ToString())], [.. reply.Possible.Select(static c => c.ToString())])
            : throw ApiProblem.Conflict(reply.Reason);
    }

    /// <summary>A text at a vertex.</summary>
    public async Task<VertexProcessAnswer> ProcessAsync(CubeEntry entry, Vertex vertex, string text, ProcessOptions options, CancellationToken stopping)
    {
        await _births.ReadyAsync(stopping);
        using IDisposable working = await _work.EnterAsync(stopping);
        entry.Tell(() => new { Event = "thinking", CubeId = entry.Cube.Id, Vertex = vertex.ToString() });
        VertexAnswer answer = await entry.Cube.ProcessVertexAsync(vertex, text, options, stopping);
        Keep(new CubeRecord("process", entry.Cube.Id) { Vertex = vertex.ToString(), Text = text, Bytes = options.Bytes, Hops = options.Hops });
        entry.Count();
        entry.Tell(() => new { Event = "answered", CubeId = entry.Cube.Id, Vertex = vertex.ToString(), Result = answer.Text, answer.Surprise, answer.Kappa });
        foreach (Echo echo in answer.Echoes)
        {
            Find(echo.CubeId)?.Tell(() => new { Event = "thinking", echo.CubeId, Vertex = echo.Vertex.ToString(), echo.Hop, echo.Surprise, echo.Kappa });
        }

        return new VertexProcessAnswer(
            entry.Cube.Id, vertex.ToString(), answer.Text, Rounded(answer.Surprise), Rounded(answer.Kappa),
            [.. answer.Echoes.Select(e => new EchoAnswer(e.CubeId, e.Vertex.ToString(), e.Hop, Rounded(e.Surprise), Rounded(e.Kappa)))], answer.Unreached);
    }

    /// <summary>All nine think.</summary>
    public async Task<CollectiveThoughtAnswer> ThinkAsync(CubeEntry entry, string query, CancellationToken stopping)
    {
        await _births.ReadyAsync(stopping);
        using IDisposable working = await _work.EnterAsync(stopping);
        string id = entry.Cube.Id;
        ThinkOptions options = new()
        {
            VertexRead = thought => entry.Tell(() => new { Event = "thinking", CubeId = id, Vertex = thought.Vertex.ToString(), thought.Surprise, thought.Kappa }),
            Step = step => entry.Tell(() => new { Event = "step", CubeId = id, step.Index, Byte = step.Value, step.Probability, step.Agreement, step.Disagreement }),
        };
        CollectiveAnswer answer = await entry.Cube.CollectiveThinkAsync(query, options, stopping);
        Keep(new CubeRecord("think", entry.Cube.Id) { Text = query });
        entry.Count();
        foreach (VertexThought thought in answer.Vertices)
        {
            entry.Tell(() => new { Event = "vote", CubeId = id, Vertex = thought.Vertex.ToString(), thought.Weight, thought.Agreement, thought.Kappa });
        }

        CubeConsensus consensus = answer.Consensus;
        return new CollectiveThoughtAnswer(
            id,
            answer.Vertices.ToDictionary(
                static v => v.Vertex.ToString(),
                static v => new ThoughtAnswer(v.Text, Rounded(v.Surprise), Rounded(v.Kappa), Rounded(v.Weight), Rounded(v.Agreement)), StringComparer.Ordinal),
            new ConsensusAnswer(
                consensus.Text, Rounded(consensus.Probability), Rounded(consensus.BitsPerByte), Rounded(consensus.QuerySurprise), Rounded(consensus.Agreement),
                Rounded(consensus.Disagreement)),
            Rounded(answer.KappaField));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _saving;
        if (_journal is { Count: > 0 }) await SaveAsync();
        _journal?.Dispose();
    }

    private void Keep(CubeRecord record)
    {
        if (_journal is null) return;
        _journal.Append(record);
        if (_journal.Count < SnapshotEvery || !_saving.IsCompleted) return;
        lock (_work)
        {
            if (_saving.IsCompleted) _saving = Task.Run(SaveAsync);
        }
    }

    /// <summary>
    /// Takes a snapshot between two thoughts; tried again later when a cube is held in the middle of one. Commands and edges may
    /// come while it is written: they are in the new journal too, and doing them twice changes nothing.
    /// </summary>
    private async Task SaveAsync()
    {
        using IDisposable? paused = await _work.PauseAsync(SnapshotPatience, _time);
        if (paused is null) return;
        try
        {
            _journal!.Turn();
            await CubeSnapshot.WriteAsync(_snapshot!, _journal.Number, All());
            _journal.Forget();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the snapshot and the journals that are there still make up everything.
        }
    }

    /// <summary>Does once more what the journal says was done.</summary>
    private async Task RepeatAsync(CubeRecord record, CancellationToken stopping)
    {
        if (record.Do == "create")
        {
            int[] at = record.Position ?? [0, 0, 0];
            if (!_entries.ContainsKey(record.Cube)) Add(record.Cube, record.Template, new Coordinate(at[0], at[1], at[2]), record.Named);
            return;
        }

        if (Find(record.Cube) is not { } entry) return;
        switch (record.Do)
        {
            case "remove":
                Remove(record.Cube);
                break;
            case "connect" when Find(record.OtherCube!) is { } other:
                entry.Cube.Connect(CubeShape.Parse(record.Vertex!), other.Cube, CubeShape.Parse(record.OtherVertex!));
                break;
            case "command":
                entry.Cube.Machine.Send(Enum.Parse<PackCommand>(record.Text!));
                break;
            case "process" or "think":
                await _births.ReadyAsync(stopping);
                try
                {
                    if (record.Do == "think") await entry.Cube.CollectiveThinkAsync(record.Text!, null, stopping);
                    else await entry.Cube.ProcessVertexAsync(CubeShape.Parse(record.Vertex!), record.Text!, new ProcessOptions { Bytes = record.Bytes, Hops = record.Hops }, stopping);
                }
                catch (CubeStateException)
                {
                    // It was held or stopped while this was under way: it rests now.
                }

                break;
        }
    }

    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : 0;
}
