using System.Globalization;
using Unum.Grid.Cubes;
using Unum.Grid.Space;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi;

/// <summary>All cubes of this node: made, found, worked with, watched and kept.</summary>
internal sealed class CubeHall : IAsyncDisposable
{
    /// <summary>Most cubes at once.</summary>
    public const int Most = 10_000;

    private readonly BirthPlace _births;
    private readonly Constellation _cubes;
    private readonly Dictionary<string, CubeEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _last;

    private CubeHall(BirthPlace births)
    {
        _births = births;
        _cubes = new Constellation(births.Mind);
    }

    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    public static Task<CubeHall> OpenAsync(KonomiOptions options, BirthPlace births, CancellationToken cancellationToken) => Task.FromResult(new CubeHall(births));

    public IReadOnlyList<CubeEntry> All()
    {
        lock (_gate) return [.. _entries.Values.OrderBy(static e => e.Cube.Id, StringComparer.Ordinal)];
    }

    /// <summary>Makes a cube.</summary>
    /// <exception cref="ApiProblem">The name is taken, or there are too many.</exception>
    public CubeEntry Create(string? id, string? templateId, Coordinate position)
    {
        lock (_gate)
        {
            if (_entries.Count >= Most) throw ApiProblem.Overloaded(FormattableString.Invariant($"There are {Most} cubes; delete some (DELETE /cubes/ID) first."));
            if (id is not null && _entries.ContainsKey(id)) throw ApiProblem.Conflict($"There is a cube '{id}' already; choose another name or use that one.");
            while (id is null || _entries.ContainsKey(id)) id = "cube-" + (++_last).ToString(CultureInfo.InvariantCulture);
            CubeEntry entry = new(_cubes.Create(id, position), templateId);
            _entries.Add(id, entry);
            return entry;
        }
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
        lock (_gate) return _entries.Remove(id) && _cubes.Remove(id);
    }

    /// <summary>One cycle of the kappa field over all cubes.</summary>
    public double UpdateField() => _cubes.UpdateField();

    /// <summary>Joins two places.</summary>
    public ConnectedAnswer Connect(CubeEntry entry, Vertex source, CubeEntry other, Vertex target)
    {
        bool added = entry.Cube.Connect(source, other.Cube, target);
        return new ConnectedAnswer("connected", entry == other ? $"{source}↔{target}" : $"{source}↔{other.Cube.Id}/{target}", added);
    }

    /// <summary>Commands a cube's state machine.</summary>
    /// <exception cref="ApiProblem">409 with what is possible instead.</exception>
    public CommandAnswer Command(CubeEntry entry, PackCommand command)
    {
        PackReply reply = entry.Cube.Machine.Send(command);
        return reply.Accepted
            ? new CommandAnswer(entry.Cube.Id, true, reply.State.ToString(), [.. reply.Passed.Select(static s => s.ToString())], [.. reply.Possible.Select(static c => c.ToString())])
            : throw ApiProblem.Conflict(reply.Reason);
    }

    /// <summary>A text at a vertex.</summary>
    public async Task<VertexProcessAnswer> ProcessAsync(CubeEntry entry, Vertex vertex, string text, CancellationToken stopping)
    {
        await _births.Model.GetAsync(stopping);
        entry.Tell(() => new { Event = "thinking", CubeId = entry.Cube.Id, Vertex = vertex.ToString() });
        VertexAnswer answer = await entry.Cube.ProcessVertexAsync(vertex, text, null, stopping);
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
        await _births.Model.GetAsync(stopping);
        string id = entry.Cube.Id;
        ThinkOptions options = new()
        {
            VertexRead = thought => entry.Tell(() => new { Event = "thinking", CubeId = id, Vertex = thought.Vertex.ToString(), thought.Surprise, thought.Kappa }),
            Step = step => entry.Tell(() => new { Event = "step", CubeId = id, step.Index, Byte = step.Value, step.Probability, step.Agreement, step.Disagreement }),
        };
        CollectiveAnswer answer = await entry.Cube.CollectiveThinkAsync(query, options, stopping);
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
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : 0;
}
