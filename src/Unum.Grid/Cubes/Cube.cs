using System.Text;
using Unum.Femto;
using Unum.Grid.Space;

namespace Unum.Grid.Cubes;

/// <summary>
/// A cube of nine minds: eight corners and CENTRAL, joined by twelve edges and eight spokes, by any edge the user adds, and to other
/// cubes in any constellation.
/// <para>
/// Processing a text at a vertex: its mind reads and completes it; text and completion then travel along the edges, breadth first,
/// each place at most once per message and at most so many hops, and every mind reached really reads them. Thinking together: all
/// nine read the query at once, and the consensus is drawn byte by byte from their mixed distribution (<see cref="CubeMixer"/>),
/// every mind conditioned on what was emitted.
/// </para>
/// One operation at a time works on a cube's minds; others wait their turn. A message holds one cube at a time, so rings of cubes
/// cannot block one another. Safe to use from any thread. Memory: what the minds own, and about 3 KB.
/// </summary>
public sealed partial class Cube
{
    /// <summary>Where kappa drifts to.</summary>
    public const float RestingKappa = .6f;

    private readonly IByteModel[] _minds;
    private readonly float[] _kappas = new float[CubeShape.Minds];
    private readonly HashSet<(Vertex From, CubePlace To)> _edges = [];
    private readonly Lock _sync = new();
    private readonly CubeTurns _turn = new();
    private readonly CubeMixer _mixer = new();
    private long _messages;

    /// <summary>A cube whose minds come from <paramref name="minds"/>.</summary>
    /// <param name="id">Names the cube; 1 to 128 characters.</param>
    /// <param name="minds">Makes the mind of each vertex; the cube owns what it gets, so no two calls may give the same.</param>
    /// <param name="position">Where the cube stands.</param>
    public Cube(string id, Func<Vertex, IByteModel> minds, Coordinate position = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id.Length, 128, nameof(id));
        Id = id;
        Position = position;
        _minds = [.. CubeShape.All.Select(minds)];
        Array.Fill(_kappas, RestingKappa);
        foreach (Vertex a in CubeShape.All)
        {
            foreach (Vertex b in CubeShape.All)
            {
                if (CubeShape.AreAdjacent(a, b)) _edges.Add((a, new CubePlace(this, b)));
            }
        }
    }

    /// <summary>The cube's name.</summary>
    public string Id { get; }

    /// <summary>Where it stands.</summary>
    public Coordinate Position { get; }

    /// <summary>Its PackML state: Idle when new; work takes it to Execute and, when the last is done, to Complete.</summary>
    public PackMachine Machine { get; private init; } = new();

    /// <summary>The cube's own kappa: its weight among its neighbours, 0.6 at rest.</summary>
    public float Kappa { get; private set; } = RestingKappa;

    /// <summary>Bytes of memory that its minds and its integrator own; what all cubes share is not in it.</summary>
    public long Bytes => _minds.Sum(static m => m.Bytes) + CubeMixer.Bytes;

    /// <summary>The kappa of one mind.</summary>
    public float KappaOf(Vertex vertex) => _kappas[Checked(vertex)];

    /// <summary>Where the edges of a vertex lead, this cube's own places first, otherwise by cube and vertex.</summary>
    public IReadOnlyList<CubePlace> Edges(Vertex vertex)
    {
        Checked(vertex);
        lock (_sync)
        {
            return [.. _edges.Where(e => e.From == vertex).Select(static e => e.To)
                .OrderByDescending(p => p.Cube == this).ThenBy(static p => p.Cube.Id, StringComparer.Ordinal).ThenBy(static p => p.Vertex)];
        }
    }

    /// <summary>Other cubes that an edge leads to.</summary>
    public IReadOnlyList<Cube> Neighbours()
    {
        lock (_sync) return [.. _edges.Select(static e => e.To.Cube).Where(c => c != this).Distinct().OrderBy(static c => c.Id, StringComparer.Ordinal)];
    }

    /// <summary>Joins two of this cube's places, both ways.</summary>
    /// <returns>Whether the edge is new.</returns>
    public bool Connect(Vertex source, Vertex target) => Connect(source, this, target);

    /// <summary>Joins one of this cube's places with one of another's, both ways.</summary>
    /// <returns>Whether the edge is new.</returns>
    /// <exception cref="ArgumentException">A place would be joined with itself.</exception>
    public bool Connect(Vertex source, Cube other, Vertex target)
    {
        Checked(source);
        Checked(target);
        if (other == this && source == target) throw new ArgumentException($"{source} cannot be joined with itself: an edge has two ends.", nameof(target));
        bool added;
        lock (_sync) added = _edges.Add((source, new CubePlace(other, target)));
        lock (other._sync) other._edges.Add((target, new CubePlace(this, source)));
        return added;
    }

    /// <summary>Removes an edge, both ways; the cube's own edges and spokes can be removed too.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Disconnect(Vertex source, Cube other, Vertex target)
    {
        bool removed;
        lock (_sync) removed = _edges.Remove((source, new CubePlace(other, target)));
        lock (other._sync) other._edges.Remove((target, new CubePlace(this, source)));
        return removed;
    }

    /// <summary>
    /// One cycle of the kappa field: a tenth of the way to the neighbours' mean, then a twentieth of the way to 0.6; the nine minds
    /// take the cube's kappa. Without neighbours only the second part happens.
    /// </summary>
    /// <returns>The new kappa.</returns>
    public float UpdateField(IReadOnlyCollection<Cube> neighbours)
    {
        float kappa = Kappa;
        if (neighbours.Count > 0) kappa += .1f * (neighbours.Average(static c => c.Kappa) - kappa);
        kappa += .05f * (RestingKappa - kappa);
        SetKappa(kappa);
        return kappa;
    }

    /// <summary>Sets the cube's kappa and its minds'.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public void SetKappa(float kappa)
    {
        if (!(kappa is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "Kappa lies from 0 to 1.");
        Kappa = kappa;
        Array.Fill(_kappas, kappa);
    }

    /// <summary>Drops every edge to another cube, both ways.</summary>
    internal void Isolate()
    {
        foreach (Vertex from in CubeShape.All)
        {
            foreach (CubePlace to in Edges(from).Where(p => p.Cube != this)) Disconnect(from, to.Cube, to.Vertex);
        }
    }

    private static int Checked(Vertex vertex) => vertex is >= Vertex.NEU and <= Vertex.CENTRAL
        ? (int)vertex
        : throw new ArgumentOutOfRangeException(nameof(vertex), vertex, $"A cube has {string.Join(", ", CubeShape.All)}.");

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
