namespace Unum.Kairos.Witness;

/// <summary>Who leads in a WE.</summary>
public enum WeLeader
{
    /// <summary>Neither: no significant influence.</summary>
    Nobody,

    /// <summary>The first foretells the second, not the other way round.</summary>
    First,

    /// <summary>The second foretells the first, not the other way round.</summary>
    Second,

    /// <summary>Each foretells the other.</summary>
    Both,
}
