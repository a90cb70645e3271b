using System.Collections.Immutable;
using Unum.Grid.Cubes;

namespace Unum.Node.Konomi;

/// <summary>A cube, what it was made from, and who watches it.</summary>
internal sealed class CubeEntry
{
    private ImmutableArray<Func<object, bool>> _watchers = [];
    private readonly TimeProvider _time;
    private long _requests;
    private long _lastUsed;
    private int _users;

    public CubeEntry(Cube cube, string? templateId, bool named, TimeProvider time, long requests = 0)
    {
        (Cube, TemplateId, Named, _time, _requests) = (cube, templateId, named, time, requests);
        Use();
        cube.Machine.Changed += (_, change) => Tell(() => new { Event = "state", CubeId = cube.Id, From = change.From.ToString(), State = change.To.ToString() });
    }

    public Cube Cube { get; }

    public string? TemplateId { get; }

    /// <summary>Whether somebody gave it its name.</summary>
    public bool Named { get; }

    /// <summary>Whether a connection has it, or watches it.</summary>
    public bool IsUsed => Volatile.Read(ref _users) > 0 || !_watchers.IsEmpty;

    /// <summary>When it was last used, in the clock's ticks.</summary>
    public long LastUsed => Interlocked.Read(ref _lastUsed);

    /// <summary>Texts and queries that it has answered.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public void Count()
    {
        Interlocked.Increment(ref _requests);
        Use();
    }

    public void Use() => Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());

    /// <summary>A connection takes it for its own until disposed of.</summary>
    public IDisposable Hold()
    {
        Interlocked.Increment(ref _users);
        return new Ending(() =>
        {
            Interlocked.Decrement(ref _users);
            Use();
        });
    }

    /// <summary>Tells the watchers; what happened is put together only when there is one. Watchers must be quick.</summary>
    public void Tell(Func<object> happened)
    {
        ImmutableArray<Func<object, bool>> watchers = _watchers;
        if (watchers.IsEmpty) return;
        object what = happened();
        foreach (Func<object, bool> watcher in watchers) watcher(what);
    }

    /// <summary>Watches it until disposed of.</summary>
    public IDisposable Watch(Func<object, bool> watcher)
    {
        ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Add(one), watcher);
        return new Ending(() => ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Remove(one), watcher));
    }

    public CubeAnswer Describe()
    {
        List<EdgeAnswer> edges = [];
        Dictionary<string, VertexStateAnswer> vertices = new(StringComparer.Ordinal);
        foreach (Vertex vertex in CubeShape.All)
        {
            IReadOnlyList<CubePlace> places = Cube.Edges(vertex);
            vertices[vertex.ToString()] = new VertexStateAnswer(Math.Round(Cube.KappaOf(vertex), 6), places.Count);
            foreach (CubePlace place in places)
            {
                if (place.Cube != Cube || place.Vertex > vertex) edges.Add(new EdgeAnswer(vertex.ToString(), place.Vertex.ToString(), place.Cube == Cube ? null : place.Cube.Id));
            }
        }

        PackState state = Cube.Machine.State;
        return new CubeAnswer(
            Cube.Id, TemplateId, Answers.Triple(Cube.Position), state.ToString(), [.. PackMachine.PossibleIn(state).Select(static c => c.ToString())],
            Math.Round(Cube.Kappa, 6), Cube.Bytes, Requests, vertices, edges);
    }

    public CubeMadeAnswer Made() => new(Cube.Id, [.. CubeShape.Corners.Select(static v => v.ToString())], TemplateId, Answers.Triple(Cube.Position), Cube.Machine.State.ToString());

    public CubeLineAnswer Line() => new(
        Cube.Id, TemplateId, Answers.Triple(Cube.Position), Cube.Machine.State.ToString(), Math.Round(Cube.Kappa, 6), Cube.Bytes, Cube.Neighbours().Count);
}
