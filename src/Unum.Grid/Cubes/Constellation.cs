using System.Diagnostics.CodeAnalysis;
using Unum.Femto;
using Unum.Grid.Space;

namespace Unum.Grid.Cubes;

/// <summary>
/// Any number of cubes and the edges between them: a chain, a lattice, any graph. Safe to use from any thread.
/// </summary>
/// <param name="minds">Makes the minds of a new cube, from its name and vertex.</param>
public sealed class Constellation(Func<string, Vertex, IByteModel> minds)
{
    private readonly Dictionary<string, Cube> _cubes = new(StringComparer.Ordinal);
    private readonly Lock _sync = new();

    /// <summary>All cubes by name.</summary>
    public IReadOnlyList<Cube> Cubes
    {
        get
        {
            lock (_sync) return [.. _cubes.Values.OrderBy(static c => c.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>Creates a cube.</summary>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public Cube Create(string id, Coordinate position = default)
    {
        Cube cube = new(id, v => minds(id, v), position);
        lock (_sync)
        {
            if (!_cubes.TryAdd(id, cube)) throw new ArgumentException($"There is a cube '{id}' already; choose another name or use that one.", nameof(id));
        }

        return cube;
    }

    /// <summary>Finds a cube by name.</summary>
    public bool TryFind(string id, [MaybeNullWhen(false)] out Cube cube)
    {
        lock (_sync) return _cubes.TryGetValue(id, out cube);
    }

    /// <summary>Removes a cube and every edge that leads to it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string id)
    {
        Cube? cube;
        lock (_sync)
        {
            if (!_cubes.Remove(id, out cube)) return false;
        }

        cube.Isolate();
        return true;
    }

    /// <summary>Takes in a cube that was loaded, and joins it with those of its former neighbours that are here.</summary>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void Add(Cube cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> outward)
    {
        ArgumentNullException.ThrowIfNull(cube);
        ArgumentNullException.ThrowIfNull(outward);
        lock (_sync)
        {
            if (!_cubes.TryAdd(cube.Id, cube)) throw new ArgumentException($"There is a cube '{cube.Id}' already.", nameof(cube));
        }

        foreach ((Vertex from, string other, Vertex to) in outward)
        {
            if (TryFind(other, out Cube? neighbour)) cube.Connect(from, neighbour, to);
        }
    }

    /// <summary>Joins cubes in a row, SED of each with NWU of the next: the mission's chain.</summary>
    public static void Chain(IReadOnlyList<Cube> cubes)
    {
        for (int i = 0; i + 1 < cubes.Count; i++) cubes[i].Connect(Vertex.SED, cubes[i + 1], Vertex.NWU);
    }

    /// <summary>
    /// Joins cubes whose positions differ by one along one axis, corner to corner across the faces that touch: east is +x, south +y,
    /// down +z.
    /// </summary>
    /// <returns>How many edges are new.</returns>
    public static int Lattice(IReadOnlyList<Cube> cubes)
    {
        Dictionary<Coordinate, Cube> at = cubes.ToDictionary(static c => c.Position);
        int added = 0;
        foreach (Cube cube in cubes)
        {
            Coordinate p = cube.Position;
            if (at.TryGetValue(p with { X = p.X + 1 }, out Cube? east)) added += JoinFaces(cube, east, 2, otherSide: 2);
            if (at.TryGetValue(p with { Y = p.Y + 1 }, out Cube? south)) added += JoinFaces(cube, south, 4, otherSide: 0);
            if (at.TryGetValue(p with { Z = p.Z + 1 }, out Cube? down)) added += JoinFaces(cube, down, 1, otherSide: 0);
        }

        return added;
    }

    /// <summary>One cycle of the kappa field over all cubes at once: every cube sees its neighbours as they were before.</summary>
    /// <returns>The mean kappa afterwards; 0.6 without cubes.</returns>
    public float UpdateField()
    {
        IReadOnlyList<Cube> cubes = Cubes;
        if (cubes.Count == 0) return Cube.RestingKappa;
        Dictionary<Cube, float> before = cubes.ToDictionary(static c => c, static c => c.Kappa);
        foreach (Cube cube in cubes)
        {
            float kappa = before[cube];
            float[] near = [.. cube.Neighbours().Where(before.ContainsKey).Select(n => before[n])];
            if (near.Length > 0) kappa += .1f * (near.Average() - kappa);
            cube.SetKappa(kappa + (.05f * (Cube.RestingKappa - kappa)));
        }

        return cubes.Average(static c => c.Kappa);
    }

    /// <summary>Joins the four corners of one face with their mirror images on the neighbour's.</summary>
    /// <param name="cube">The cube whose face it is.</param>
    /// <param name="other">Its neighbour.</param>
    /// <param name="bit">The bit of a corner's number that the axis flips.</param>
    /// <param name="otherSide">That bit in the neighbour's corners.</param>
    private static int JoinFaces(Cube cube, Cube other, int bit, int otherSide) =>
        CubeShape.Corners.Count(v => ((int)v & bit) != otherSide && cube.Connect(v, other, (Vertex)((int)v ^ bit)));
}
