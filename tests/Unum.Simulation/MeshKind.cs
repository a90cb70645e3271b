namespace Unum.Simulation;

/// <summary>What the nodes of a world sense.</summary>
internal enum MeshKind
{
    /// <summary>All turn alike, with small constant differences. Must become one.</summary>
    PhaseLocked,

    /// <summary>All hear one source whose speed wanders. Must become one.</summary>
    CommonDrive,

    /// <summary>Different frequencies, pulled together by the mesh itself. Must become one.</summary>
    Coupled,

    /// <summary>Different frequencies, nothing between them. Must not.</summary>
    Uncoupled,

    /// <summary>Two halves, half a turn apart. Must not.</summary>
    Antiphase,

    /// <summary>Three groups, a third of a turn apart. Must not.</summary>
    Clustered,

    /// <summary>Dead sensors, all showing the same. Must not.</summary>
    Frozen,

    /// <summary>Evenly spread around the circle. Must not.</summary>
    Splay,
}
