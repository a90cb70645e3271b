namespace Unum.Grid.Instances;

/// <summary>How closely a change is known.</summary>
public enum GridChangeKind
{
    /// <summary>Exactly these blocks.</summary>
    Blocks,

    /// <summary>Any of the box's blocks.</summary>
    Box,

    /// <summary>Changes were lost because they were not read in time: read the whole region again.</summary>
    Resync,
}
