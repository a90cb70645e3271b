namespace Unum.Kairos.Mesh;

/// <summary>What is wrong with a quarantined peer's clock.</summary>
internal enum ClockFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Constantly off, by more than may be aligned.</summary>
    Offset,

    /// <summary>It jumped.</summary>
    Jump,

    /// <summary>It gains or loses too fast.</summary>
    Drift,
}
