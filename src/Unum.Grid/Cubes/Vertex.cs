namespace Unum.Grid.Cubes;

/// <summary>
/// The nine places of a cube: eight corners, named north or south, east or west, up or down, and the centre that integrates.
/// The names are the mission's.
/// </summary>
public enum Vertex
{
    /// <summary>North, east, up.</summary>
    NEU,

    /// <summary>North, east, down.</summary>
    NED,

    /// <summary>North, west, up.</summary>
    NWU,

    /// <summary>North, west, down.</summary>
    NWD,

    /// <summary>South, east, up.</summary>
    SEU,

    /// <summary>South, east, down.</summary>
    SED,

    /// <summary>South, west, up.</summary>
    SWU,

    /// <summary>South, west, down.</summary>
    SWD,

    /// <summary>The centre.</summary>
    CENTRAL,
}
