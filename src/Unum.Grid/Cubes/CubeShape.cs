namespace Unum.Grid.Cubes;

/// <summary>Which places a cube has and which of them touch.</summary>
/// <remarks>
/// Bit 2 of a corner's number says south, bit 1 west, bit 0 down; two corners share an edge when they differ in exactly one bit. This
/// gives the mission's twelve edges, all of them and no other. Only one word of its list is off: the four edges it calls vertical
/// (NWU-SWU, NEU-SEU, NWD-SWD, NED-SED) run from north to south; the vertical ones are those from U to D, listed with its faces.
/// </remarks>
public static class CubeShape
{
    /// <summary>How many minds a cube has.</summary>
    public const int Minds = 9;

    /// <summary>The eight corners in the mission's order.</summary>
    public static IReadOnlyList<Vertex> Corners { get; } = [.. Enum.GetValues<Vertex>().Where(static v => v != Vertex.CENTRAL)];

    /// <summary>The eight corners and CENTRAL.</summary>
    public static IReadOnlyList<Vertex> All { get; } = Enum.GetValues<Vertex>();

    /// <summary>The twelve edges between corners, each once, the lower number first.</summary>
    public static IReadOnlyList<(Vertex A, Vertex B)> Edges { get; } =
        [.. from a in Corners from b in Corners where a < b && AreAdjacent(a, b) select (a, b)];

    /// <summary>Whether two places share an edge of the cube or a spoke to the centre.</summary>
    public static bool AreAdjacent(Vertex a, Vertex b) =>
        a != b && (a == Vertex.CENTRAL || b == Vertex.CENTRAL || int.IsPow2((int)a ^ (int)b));

    /// <summary>Reads a vertex's name, in any case.</summary>
    /// <exception cref="ArgumentException">There is no such vertex; the message lists the nine.</exception>
    public static Vertex Parse(string name) => TryParse(name, out Vertex vertex)
        ? vertex
        : throw new ArgumentException($"There is no vertex '{name}'; a cube has {string.Join(", ", All)}.", nameof(name));

    /// <summary>Reads a vertex's name, in any case; numbers are no names.</summary>
    public static bool TryParse(string? name, out Vertex vertex)
    {
        foreach (Vertex one in All)
        {
            if (!string.Equals(one.ToString(), name, StringComparison.OrdinalIgnoreCase)) continue;
            vertex = one;
            return true;
        }

        vertex = default;
        return false;
    }
}
